package io.coupabridge.testing.truth;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The fields of a user: by Coupa's JSON, and by what was published. Written apart from the services' mappers. */
final class UserFields {

    /** coupa-api §4.1. */
    private static final List<String> LICENCE_FLAGS = List.of(
            "purchasing-user",
            "expense-user",
            "sourcing-user",
            "inventory-user",
            "contracts-user",
            "analytics-user",
            "aic-user",
            "spend-guard-user",
            "ccw-user",
            "clm-advanced-user",
            "supply-chain-user",
            "risk-assess-user",
            "travel-user",
            "treasury-user",
            "invoicing-user",
            "category-planner-user");

    private UserFields() {}

    static Fields trueOf(JsonNode user) {
        boolean active = user.path("active").asBoolean();
        return new Fields()
                .text("userId", user.get("id"))
                .text("login", user.get("login"))
                .text("email", user.get("email"))
                .text("firstName", user.get("firstname"))
                .text("lastName", user.get("lastname"))
                .text("active", user.get("active"))
                .text("activeDate", active ? user.path("created-at").asText().substring(0, 10) : null)
                .text("accountKind", accountKind(user))
                .text("employeeNumber", user.get("employee-number"))
                .text("licences", licences(user))
                .text("department.id", user.path("department").get("id"))
                .text("department.name", user.path("department").get("name"))
                .instant("createdAt", user.get("created-at"));
    }

    static Fields publishedOf(JsonNode user) {
        Fields fields = new Fields();
        for (String name : List.of(
                "userId",
                "login",
                "email",
                "firstName",
                "lastName",
                "active",
                "activeDate",
                "accountKind",
                "employeeNumber")) {
            fields.text(name, user.get(name));
        }
        String licences = StreamSupport.stream(user.path("licences").spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(","));
        return fields.text("licences", licences)
                .text("department.id", user.path("department").get("id"))
                .text("department.name", user.path("department").get("name"))
                .instant("createdAt", user.get("createdAt"));
    }

    private static String accountKind(JsonNode user) {
        if (user.path("api-user").asBoolean()) {
            return "API";
        }
        if (user.path("support-user").asBoolean()) {
            return "SUPPORT";
        }
        if (user.path("supplier-user").asBoolean()) {
            return "SUPPLIER";
        }
        return user.path("msp-user").asBoolean() ? "MSP" : "HUMAN";
    }

    private static String licences(JsonNode user) {
        return LICENCE_FLAGS.stream()
                .filter(flag -> user.path(flag).asBoolean())
                .map(flag -> flag.substring(0, flag.length() - "-user".length()))
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .collect(Collectors.joining(","));
    }
}
