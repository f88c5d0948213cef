package io.coupabridge.console.operations;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a look at messages that were put aside has found, or a replay has done.
 *
 * @param reasons how many were put aside for which reason
 * @param obstacles why some cannot be replayed, and how many
 * @param next where to go on, when there may be more than were looked at; empty at the end
 */
record Aside(
        String topic,
        boolean dryRun,
        long read,
        long selected,
        long replayable,
        Map<String, Long> reasons,
        Map<String, Long> tenants,
        Map<String, Long> obstacles,
        String next) {

    static Aside of(String topic, JsonNode report) {
        return new Aside(
                topic,
                report.path("dryRun").asBoolean(),
                report.path("read").asLong(),
                report.path("selected").asLong(),
                report.path("replayable").asLong(),
                counts(report.path("reasons")),
                counts(report.path("tenants")),
                counts(report.path("obstacles")),
                report.path("next").asText(""));
    }

    private static Map<String, Long> counts(JsonNode counts) {
        Map<String, Long> all = new LinkedHashMap<>();
        counts.properties()
                .forEach(count -> all.put(count.getKey(), count.getValue().asLong()));
        return all;
    }
}
