package io.coupabridge.simulator;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads settings from JSON and says in one sentence what is wrong with them. */
final class ConfigReader {

    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            // null says as little as a setting that is left out
            .defaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.SKIP))
            // else an empty text is no users, no rate and no latency
            .withCoercionConfigDefaults(
                    coercions -> coercions.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
            .build();

    private ConfigReader() {}

    /** @throws IllegalArgumentException with one sentence that names the setting */
    static <T> T read(JsonNode json, Class<T> type) {
        try {
            return JSON.treeToValue(json, type);
        } catch (JsonProcessingException wrong) {
            throw new IllegalArgumentException(sentence(wrong), wrong);
        }
    }

    /** Changes the settings that the JSON names and leaves the others. */
    static void update(Object settings, JsonNode json) {
        try {
            JSON.readerForUpdating(settings).readValue(json);
        } catch (java.io.IOException wrong) {
            throw new IllegalArgumentException(sentence(wrong), wrong);
        }
    }

    private static String sentence(Exception wrong) {
        if (wrong instanceof UnrecognizedPropertyException unknown) {
            return "Unknown setting " + unknown.getPropertyName() + ". Known are "
                    + new TreeSet<>(unknown.getKnownPropertyIds()) + ".";
        }
        if (wrong instanceof JsonMappingException mapping) {
            String path = mapping.getPath().stream()
                    .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                    .collect(Collectors.joining("."));
            return "The setting " + path + " has a wrong value: " + mapping.getOriginalMessage();
        }
        return wrong instanceof JsonProcessingException broken
                ? "The settings are not valid JSON: " + broken.getOriginalMessage()
                : wrong.getMessage();
    }
}
