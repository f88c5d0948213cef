package io.coupabridge.simulator.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The command line, turned into the JSON that a configuration file would hold.
 *
 * @param help whether nothing but help is wanted
 */
record Arguments(boolean help, ObjectNode config) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** @throws IllegalArgumentException with one sentence that names the option */
    static Arguments parse(String[] args) {
        ObjectNode config = JSON.createObjectNode();
        ArrayNode fromFlags = JSON.createArrayNode();
        Deque<String> rest = new ArrayDeque<>(List.of(args));
        while (!rest.isEmpty()) {
            String option = rest.poll();
            switch (option) {
                case "--help", "-h" -> {
                    return new Arguments(true, config);
                }
                case "--config" -> config.setAll(read(value(option, rest)));
                case "--control-port" -> config.put("controlPort", whole(option, value(option, rest)));
                case "--instance" -> fromFlags.add(InstanceOption.parse(value(option, rest)));
                default -> throw new IllegalArgumentException("Unknown option " + option + ". Try --help.");
            }
        }
        if (!fromFlags.isEmpty()) {
            config.withArray("instances").addAll(fromFlags);
        }
        if (config.path("instances").isEmpty()) {
            throw new IllegalArgumentException(
                    "There is no instance to start: give --instance or --config. Try --help.");
        }
        return new Arguments(false, config);
    }

    private static String value(String option, Deque<String> rest) {
        String value = rest.poll();
        if (value == null || value.startsWith("--")) {
            throw new IllegalArgumentException("The option " + option + " needs a value. Try --help.");
        }
        return value;
    }

    private static int whole(String option, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(option + " takes a whole number, not " + text + ".", notANumber);
        }
    }

    private static ObjectNode read(String file) {
        try {
            JsonNode tree = JSON.readTree(Files.readString(Path.of(file)));
            if (tree instanceof ObjectNode object) {
                return object;
            }
            throw new IllegalArgumentException("The configuration file " + file + " does not hold a JSON object.");
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException(
                    "The configuration file " + file + " is not valid JSON: " + broken.getOriginalMessage(), broken);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("The configuration file " + file + " cannot be read.", unreadable);
        }
    }
}
