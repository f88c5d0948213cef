package io.coupabridge.token.admin;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.client.address.BaseUrlRules;
import io.coupabridge.client.address.InvalidBaseUrlException;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.secrets.Secret;
import io.quarkiverse.resteasy.problem.validation.HttpValidationProblem;
import io.quarkiverse.resteasy.problem.validation.Violation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Checks what a caller sent, collecting a sentence for every field that will not do. Values are never quoted. */
final class Inputs {

    static final int LONGEST_SECRET = 4096;

    private static final int LONGEST_CLIENT_ID = 255;
    private static final int BAD_REQUEST = 400;

    private final List<Violation> violations = new ArrayList<>();

    /** @throws HttpValidationProblem when the path names no tenant */
    static TenantId tenant(String value) {
        if (!TenantId.isValid(value)) {
            throw problem(Violation.In.path, "tenant", "A tenant id has 1 to 64 letters, digits, '_' or '-'.");
        }
        return new TenantId(value);
    }

    /**
     * @param value as it was sent; null for the standard
     * @throws HttpValidationProblem when it is no number or beyond its bounds
     */
    static int limit(String value, int standard, int largest) {
        long limit = number("limit", value).orElse(standard);
        if (limit < 1 || limit > largest) {
            throw problem(Violation.In.query, "limit", "The limit is 1 to " + largest + ".");
        }
        return (int) limit;
    }

    /**
     * @param value as it was sent; may be null
     * @throws HttpValidationProblem when it is no number
     */
    static OptionalLong number(String field, String value) {
        try {
            return value == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value));
        } catch (NumberFormatException e) {
            throw problem(Violation.In.query, field, "It must be a whole number.");
        }
    }

    static HttpValidationProblem problem(Violation.In in, String field, String message) {
        return problem(List.of(in.field(field).message(message)));
    }

    BaseUrl baseUrl(BaseUrlRules rules, String value) {
        try {
            return rules.parse(value);
        } catch (InvalidBaseUrlException e) {
            reject("baseUrl", e.getMessage());
            return null;
        }
    }

    String clientId(String value) {
        if (value == null || value.isBlank()) {
            reject("clientId", "Enter the Client ID: the Identifier of the client in Coupa.");
            return null;
        }
        String clientId = value.strip();
        if (clientId.length() > LONGEST_CLIENT_ID) {
            reject("clientId", "The Client ID has at most " + LONGEST_CLIENT_ID + " characters.");
        }
        if (clientId.chars().anyMatch(Character::isISOControl)) {
            reject("clientId", "The Client ID contains control characters; copy it again.");
        }
        return clientId;
    }

    /** @return null when it is absent or was rejected */
    Secret secret(String field, String value) {
        if (value == null) {
            return null;
        }
        String secret = value.strip();
        if (secret.isEmpty()) {
            reject(field, "It must not be blank.");
            return null;
        }
        if (secret.length() > LONGEST_SECRET) {
            reject(field, "It has at most " + LONGEST_SECRET + " characters.");
            return null;
        }
        if (secret.chars().anyMatch(Character::isISOControl)) {
            reject(field, "It contains control characters; copy it again.");
            return null;
        }
        return Secret.of(secret);
    }

    Secret requiredSecret(String field, String value) {
        if (value == null) {
            reject(field, "It is missing.");
        }
        return secret(field, value);
    }

    int ceiling(Integer value) {
        if (value == null || value < 1 || value > 25) {
            reject("requestsPerSecond", "The ceiling is 1 to 25 requests a second; 25 is Coupa's own limit.");
            return 0;
        }
        return value;
    }

    /** @return the tasks of these names; others are rejected, and so is an empty list */
    Set<Task> tasks(List<String> names) {
        if (names == null || names.isEmpty()) {
            reject("tasks", "Name at least one task of " + Task.all() + ". To end it all, delete the connection.");
            return Set.of();
        }
        Set<Task> tasks = new LinkedHashSet<>();
        for (Task task : Task.all()) {
            if (names.contains(task.name())) {
                tasks.add(task);
            }
        }
        if (tasks.size()
                != Set.copyOf(names.stream().map(String::valueOf).toList()).size()) {
            reject("tasks", "It names something that is no task. The tasks are " + Task.all() + ".");
        }
        return tasks;
    }

    /** @throws HttpValidationProblem when anything was rejected */
    void finish() {
        if (!violations.isEmpty()) {
            throw problem(violations);
        }
    }

    private void reject(String field, String message) {
        violations.add(Violation.In.body.field(field).message(message));
    }

    private static HttpValidationProblem problem(List<Violation> violations) {
        return new HttpValidationProblem(BAD_REQUEST, "The request was not accepted", List.copyOf(violations));
    }
}
