package io.coupabridge.token.admin;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.client.address.BaseUrlRules;
import io.coupabridge.client.address.InvalidBaseUrlException;
import io.coupabridge.contracts.Task;
import io.coupabridge.edge.rest.Inputs;
import io.coupabridge.secrets.Secret;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Checks the fields of a connection. */
final class ConnectionInputs extends Inputs {

    private static final int LONGEST_SECRET = 4096;
    private static final int LONGEST_CLIENT_ID = 255;

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

    /** As it comes from a clipboard: Coupa makes none with a space in it, so something else was copied along. */
    Secret pastedSecret(String value) {
        if (value.strip().chars().anyMatch(Character::isWhitespace)) {
            reject(
                    "clientSecret",
                    "It contains a space or a line break. Copy the Client Secret again, whole and without the text"
                            + " around it.");
            return null;
        }
        return secret("clientSecret", value);
    }

    Secret requiredSecret(String field, String value) {
        if (value == null) {
            reject(field, "It is missing.");
        }
        return secret(field, value);
    }

    /** @return the tasks of these names; others are rejected, and so is an empty list */
    Set<Task> tasks(List<String> names) {
        if (names == null || names.isEmpty()) {
            reject("tasks", "Name at least one task of " + Task.all() + ". To end it all, delete the connection.");
            return Set.of();
        }
        Set<Task> tasks = new LinkedHashSet<>();
        names.forEach(name -> Task.find(name).ifPresent(tasks::add));
        boolean allFound = names.stream().allMatch(name -> Task.find(name).isPresent());
        check(allFound, "tasks", "It names something that is no task. The tasks are " + Task.all() + ".");
        return tasks;
    }

    int ceiling(Integer value) {
        if (value == null || value < 1 || value > 25) {
            reject("requestsPerSecond", "The ceiling is 1 to 25 requests a second; 25 is Coupa's own limit.");
            return 0;
        }
        return value;
    }
}
