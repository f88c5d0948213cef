package io.coupabridge.edge.rest;

import io.coupabridge.contracts.TenantId;
import io.quarkiverse.resteasy.problem.validation.HttpValidationProblem;
import io.quarkiverse.resteasy.problem.validation.Violation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks what a caller sent, collecting a sentence for every field that will not do. Values are never quoted. Hibernate
 * Validator would take 0.2 s of CPU at each start, and these few checks would need constraints of their own.
 */
public class Inputs {

    /** What is said of a tenant that is none. */
    public static final String NO_TENANT = "A tenant id has 1 to 64 letters, digits, '_' or '-'.";

    private static final int BAD_REQUEST = 400;

    private final List<Violation> violations = new ArrayList<>();

    /** @throws HttpValidationProblem when the path names no tenant */
    public static TenantId tenant(String value) {
        return tenant(Violation.In.path, "tenant", value);
    }

    /** @throws HttpValidationProblem when the named place holds no tenant */
    public static TenantId tenant(Violation.In in, String name, String value) {
        if (!TenantId.isValid(value)) {
            throw problem(in, name, NO_TENANT);
        }
        return new TenantId(value);
    }

    /**
     * @param value as it was sent; null for the standard
     * @throws HttpValidationProblem when it is no number or beyond its bounds
     */
    public static int limit(String value, int standard, int largest) {
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
    public static OptionalLong number(String field, String value) {
        try {
            return value == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value));
        } catch (NumberFormatException e) {
            throw problem(Violation.In.query, field, "It must be a whole number.");
        }
    }

    /**
     * @param name of a query parameter
     * @param given as they were sent, perhaps none
     * @throws HttpValidationProblem when one is not among them
     */
    public static <E extends Enum<E>> Set<E> choices(String name, List<String> given, Set<E> among) {
        Map<String, E> known = new LinkedHashMap<>();
        among.forEach(value -> known.put(value.name(), value));
        if (!known.keySet().containsAll(given)) {
            throw problem(
                    Violation.In.query,
                    name,
                    "There is no such " + name + ". There are " + String.join(", ", known.keySet()) + ".");
        }
        return given.stream().map(known::get).collect(Collectors.toSet());
    }

    /**
     * @param value as it was sent: what can only be true
     * @throws HttpValidationProblem when it is anything else
     */
    public static boolean isTrue(String name, String value) {
        if (value != null && !value.equals("true")) {
            throw problem(Violation.In.query, name, "It can only be true.");
        }
        return value != null;
    }

    public static HttpValidationProblem problem(Violation.In in, String field, String message) {
        return problem(List.of(in.field(field).message(message)));
    }

    /** The sentences of a problem by their fields, for who shows each beside its field; the first of each field. */
    public static Map<String, String> sentences(HttpValidationProblem problem) {
        return ((Collection<?>) problem.getParameters().get("violations"))
                .stream()
                        .map(Violation.class::cast)
                        .collect(Collectors.toUnmodifiableMap(
                                violation -> violation.field, violation -> violation.message, (one, other) -> one));
    }

    /** Rejects a field of the body. */
    public final void reject(String field, String message) {
        violations.add(Violation.In.body.field(field).message(message));
    }

    /** Rejects a field of the body unless it is good. */
    public final void check(boolean good, String field, String message) {
        if (!good) {
            reject(field, message);
        }
    }

    /** @throws HttpValidationProblem when anything was rejected */
    public final void finish() {
        if (!violations.isEmpty()) {
            throw problem(violations);
        }
    }

    private static HttpValidationProblem problem(List<Violation> violations) {
        return new HttpValidationProblem(BAD_REQUEST, "The request was not accepted", List.copyOf(violations));
    }
}
