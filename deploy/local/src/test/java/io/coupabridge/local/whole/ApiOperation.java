package io.coupabridge.local.whole;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.testing.TopicRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * One operation of a REST API, as its OpenAPI document tells: an operation that is new there is tried without a line changed
 * here.
 *
 * @param path with its parameters in braces
 * @param query the names of its query parameters
 * @param bodies examples of its body; empty when it takes none
 */
record ApiOperation(String method, String path, List<String> query, List<JsonNode> bodies) {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

    /** @param document the OpenAPI document as JSON */
    static List<ApiOperation> of(String document) {
        List<ApiOperation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : json(document).path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (METHODS.contains(operation.getKey())) {
                    operations.add(of(operation.getKey().toUpperCase(Locale.ROOT), path, operation.getValue()));
                }
            }
        }
        return operations;
    }

    private static ApiOperation of(String method, Map.Entry<String, JsonNode> path, JsonNode operation) {
        List<String> query = new ArrayList<>();
        for (JsonNode parameters : List.of(path.getValue().path("parameters"), operation.path("parameters"))) {
            parameters.forEach(parameter -> {
                if (parameter.path("in").asText().equals("query")) {
                    query.add(parameter.path("name").asText());
                }
            });
        }
        List<JsonNode> bodies = new ArrayList<>();
        operation.path("requestBody").path("content").forEach(content -> {
            content.path("examples").forEach(example -> bodies.add(value(example.path("value"))));
            if (bodies.isEmpty()) {
                bodies.add(TopicRecord.JSON.createObjectNode());
            }
        });
        return new ApiOperation(method, path.getKey(), query, bodies);
    }

    /** The names of the parameters in its path. */
    List<String> parameters() {
        return PARAMETER
                .matcher(path)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    /** @throws IllegalArgumentException when a parameter of the path has no value */
    String path(Map<String, String> values) {
        return PARAMETER.matcher(path).replaceAll(parameter -> {
            String value = values.get(parameter.group(1));
            if (value == null) {
                throw new IllegalArgumentException(this + ": say here what " + parameter.group(1) + " may be.");
            }
            return value;
        });
    }

    @Override
    public String toString() {
        return method + " " + path;
    }

    /** Examples stand in the document as JSON, or as a text that holds it. */
    private static JsonNode value(JsonNode example) {
        return example.isTextual() ? json(example.textValue()) : example;
    }

    private static JsonNode json(String text) {
        try {
            return TopicRecord.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
