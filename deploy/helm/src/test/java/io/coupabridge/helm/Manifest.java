package io.coupabridge.helm;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** One object for Kubernetes, as it was rendered. */
record Manifest(JsonNode content) {

    static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    static List<Manifest> readAll(String documents) {
        try (MappingIterator<JsonNode> all = YAML.readerFor(JsonNode.class).readValues(documents)) {
            return all.readAll().stream()
                    .filter(document -> document != null && !document.isNull() && !document.isMissingNode())
                    .map(Manifest::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String kind() {
        return content.path("kind").asText();
    }

    String name() {
        return content.at("/metadata/name").asText();
    }

    /** Such as {@code apps_v1_Deployment}. */
    String type() {
        return content.path("apiVersion").asText().replace('/', '_') + "_" + kind();
    }

    @Override
    public String toString() {
        return kind() + " " + name();
    }
}
