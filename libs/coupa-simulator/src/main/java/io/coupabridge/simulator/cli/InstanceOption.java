package io.coupabridge.simulator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * The value of {@code --instance}: {@code name=acme,users=2000,client=ID:SECRET:scope+scope}. Its short names stand for
 * the settings of the configuration file, all of which may be used by their own names too.
 */
final class InstanceOption {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> SHORT = Map.of("lines", "expenseLines", "latency", "latencyMillis");

    private InstanceOption() {}

    static ObjectNode parse(String text) {
        ObjectNode instance = JSON.createObjectNode();
        for (String part : text.split(",")) {
            int equals = part.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("In --instance every part is NAME=VALUE, not " + part + ".");
            }
            set(
                    instance,
                    part.substring(0, equals).trim(),
                    part.substring(equals + 1).trim());
        }
        return instance;
    }

    private static void set(ObjectNode instance, String name, String value) {
        switch (name) {
            case "client" -> instance.withArray("clients").add(client(value));
            case "limit" -> instance.set("limit", limit(value));
            case "name", "zone", "emailDomain" -> instance.put(name, value);
            default -> instance.set(SHORT.getOrDefault(name, name), numeric(name, value));
        }
    }

    private static JsonNode numeric(String name, String value) {
        return value.matches("-?\\d{1,18}")
                ? LongNode.valueOf(Long.parseLong(value))
                : DoubleNode.valueOf(number(name, value));
    }

    private static double number(String name, String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(
                    "In --instance " + name + " takes a number, not " + value + ".", notANumber);
        }
    }

    private static ObjectNode client(String value) {
        String[] parts = value.split(":");
        if (parts.length != 3) {
            throw new IllegalArgumentException("In --instance client is ID:SECRET:SCOPE+SCOPE.");
        }
        ObjectNode client = JSON.createObjectNode().put("id", parts[0]).put("secret", parts[1]);
        for (String scope : parts[2].split("\\+")) {
            client.withArray("scopes").add(scope);
        }
        return client;
    }

    private static ObjectNode limit(String value) {
        String[] parts = value.split("/");
        if (parts.length != 2) {
            throw new IllegalArgumentException(
                    "In --instance limit is RATE/BURST, for example 25/20, not " + value + ".");
        }
        return JSON.createObjectNode().put("rate", number("limit", parts[0])).put("burst", (int)
                number("limit", parts[1]));
    }
}
