package io.coupabridge.console.operations;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.console.service.Reply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * How old the tokens are that token-service has published.
 *
 * @param ages how many are how old, without those that have ended; the youngest first
 * @param expired how many have ended
 * @param late how many have a successor that is overdue
 * @param oldest some of those that are renewed: late ones first, then the oldest
 * @param more whether there are more than these
 * @param missing why nothing is known of them; empty when it is
 */
record TokenAges(List<Age> ages, long expired, long late, List<Token> oldest, boolean more, String missing) {

    /** Of a token that lives for a day, a sixth. */
    private static final int HOURS = 4;

    /**
     * How many are so old.
     *
     * @param hours such as {@code 4 to 8}
     */
    record Age(String hours, long tokens) {}

    /**
     * One of them.
     *
     * @param renewAt null when no successor is due
     * @param state {@code EXPIRED}, {@code LATE} or empty
     */
    record Token(String tenant, String task, Instant usableFrom, Instant renewAt, Instant expiresAt, String state) {}

    static TokenAges of(Reply counts, Reply oldest) {
        String missing = counts.ok() ? Unable.why(oldest) : Unable.why(counts);
        if (!missing.isEmpty()) {
            return new TokenAges(List.of(), 0, 0, List.of(), false, missing);
        }
        List<Token> tokens = new ArrayList<>();
        oldest.body().path("tokens").forEach(token -> tokens.add(token(token)));
        return new TokenAges(
                ages(counts.body().path("hours")),
                counts.body().path("expired").asLong(),
                counts.body().path("late").asLong(),
                tokens,
                oldest.body().hasNonNull("next"),
                "");
    }

    private static List<Age> ages(JsonNode hours) {
        TreeMap<Integer, Long> sixths = new TreeMap<>();
        hours.properties()
                .forEach(hour -> sixths.merge(
                        Integer.parseInt(hour.getKey()) / HOURS, hour.getValue().asLong(), Long::sum));
        return sixths.entrySet().stream()
                .map(sixth -> new Age(sixth.getKey() * HOURS + " to " + (sixth.getKey() + 1) * HOURS, sixth.getValue()))
                .toList();
    }

    private static Token token(JsonNode token) {
        boolean expired = token.path("expired").asBoolean();
        return new Token(
                token.path("tenant").asText(),
                token.path("task").asText(),
                Instant.parse(token.path("usableFrom").asText()),
                token.hasNonNull("renewAt")
                        ? Instant.parse(token.path("renewAt").asText())
                        : null,
                Instant.parse(token.path("expiresAt").asText()),
                expired ? "EXPIRED" : token.path("late").asBoolean() ? "LATE" : "");
    }
}
