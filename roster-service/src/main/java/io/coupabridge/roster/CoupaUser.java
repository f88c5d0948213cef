package io.coupabridge.roster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.http.Resource;
import io.coupabridge.client.json.CoupaDates;
import io.coupabridge.client.json.CoupaNumbers;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A user as Coupa sends it (coupa-api §4.1). Empty texts are unset ones; keys that are not read are not asked for.
 *
 * @param createdOn the day of {@code createdAt} at the place of the instance
 * @param licences whose flags are set, in alphabetical order, such as {@code expense} for {@code expense-user}
 * @param departmentId null when the user is in no department
 */
record CoupaUser(
        long id,
        String login,
        String email,
        String firstName,
        String lastName,
        String employeeNumber,
        boolean active,
        boolean api,
        boolean support,
        boolean supplier,
        boolean msp,
        List<String> licences,
        Long departmentId,
        String departmentName,
        Instant createdAt,
        LocalDate createdOn,
        Instant updatedAt) {

    static final List<String> LICENCES = List.of(
            "aic-user",
            "analytics-user",
            "category-planner-user",
            "ccw-user",
            "clm-advanced-user",
            "contracts-user",
            "expense-user",
            "inventory-user",
            "invoicing-user",
            "purchasing-user",
            "risk-assess-user",
            "sourcing-user",
            "spend-guard-user",
            "supply-chain-user",
            "travel-user",
            "treasury-user");

    private static final String LICENCE_SUFFIX = "-user";

    private static final Licence[] BY_NAME = LICENCES.stream()
            .map(Licence::ofFlag)
            .sorted(Comparator.comparing(Licence::name))
            .toArray(Licence[]::new);

    static final Resource RESOURCE = new Resource(
            "/api/users",
            fields(),
            Set.of("id", "login", "email", "firstname", "lastname", "active", "created-at", "updated-at"));

    private record Licence(String flag, String name) {

        static Licence ofFlag(String flag) {
            return new Licence(flag, flag.substring(0, flag.length() - LICENCE_SUFFIX.length()));
        }
    }

    /** @throws UnmappableUserException when a field holds something else than it should */
    static CoupaUser of(ObjectNode user) {
        JsonNode department = user.path("department");
        return new CoupaUser(
                read(user, "id", CoupaNumbers::integer, "whole number"),
                text(user.get("login")),
                text(user.get("email")),
                text(user.get("firstname")),
                text(user.get("lastname")),
                text(user.get("employee-number")),
                active(user.get("active")),
                isTrue(user.get("api-user")),
                isTrue(user.get("support-user")),
                isTrue(user.get("supplier-user")),
                isTrue(user.get("msp-user")),
                licences(user),
                read(user, "department", CoupaUser::idOf, "id"),
                text(department.get("name")),
                createdAt(user),
                read(user, "created-at", CoupaDates::localDate, "date"),
                read(user, "updated-at", CoupaDates::instant, "date and time with an offset"));
    }

    private static List<String> licences(ObjectNode user) {
        List<String> licences = new ArrayList<>();
        for (Licence licence : BY_NAME) {
            if (isTrue(user.get(licence.flag()))) {
                licences.add(licence.name());
            }
        }
        return List.copyOf(licences);
    }

    private static Long idOf(JsonNode embedded) {
        return embedded == null ? null : CoupaNumbers.integer(embedded.get("id"));
    }

    private static Instant createdAt(ObjectNode user) {
        Instant createdAt = read(user, "created-at", CoupaDates::instant, "date and time with an offset");
        if (createdAt == null) {
            throw new UnmappableUserException("The field created-at is empty.");
        }
        return createdAt;
    }

    private static boolean active(JsonNode value) {
        if (isTrue(value)) {
            return true;
        }
        if (value != null && "false".equals(value.asText())) {
            return false;
        }
        throw new UnmappableUserException("The field active is neither true nor false.");
    }

    private static boolean isTrue(JsonNode value) {
        if (value == null || value.isNull()) {
            return false;
        }
        return value.isBoolean() ? value.booleanValue() : "true".equals(value.asText());
    }

    private static String text(JsonNode value) {
        if (value == null || value.isNull()) {
            return null;
        }
        String text = value.asText();
        return text.isBlank() ? null : text;
    }

    private static <T> T read(ObjectNode user, String field, Function<JsonNode, T> reader, String what) {
        try {
            return reader.apply(user.get(field));
        } catch (IllegalArgumentException e) {
            throw new UnmappableUserException("The field " + field + " holds no " + what + ".");
        }
    }

    /** The underscore form is the one of Coupa's own example (coupa-api §3.5). */
    private static String fields() {
        Stream<String> plain = Stream.of(
                "id",
                "login",
                "email",
                "firstname",
                "lastname",
                "employee-number",
                "active",
                "api-user",
                "support-user",
                "supplier-user",
                "msp-user",
                "created-at",
                "updated-at");
        return Stream.concat(
                        Stream.concat(plain, LICENCES.stream()).map(name -> '"' + name.replace('-', '_') + '"'),
                        Stream.of("{\"department\":[\"id\",\"name\"]}"))
                .collect(Collectors.joining(",", "[", "]"));
    }
}
