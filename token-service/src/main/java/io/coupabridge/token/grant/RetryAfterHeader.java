package io.coupabridge.token.grant;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Reads Retry-After: seconds, or a date that counts from the server's own clock. */
final class RetryAfterHeader {

    private static final Duration LONGEST = Duration.ofHours(24);

    private RetryAfterHeader() {}

    /**
     * @param header the value, or null
     * @param serverDate the answer's Date header, or null
     * @param now our clock, where the server does not tell its own
     * @return more than zero and at most 24 hours; empty when there is nothing to wait for
     */
    static Optional<Duration> read(String header, String serverDate, Instant now) {
        if (header == null) {
            return Optional.empty();
        }
        String text = header.strip();
        Optional<Duration> wait = text.matches("[0-9]{1,9}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
                : date(text).map(until -> Duration.between(date(serverDate).orElse(now), until));
        return wait.filter(w -> w.compareTo(Duration.ZERO) > 0).map(w -> w.compareTo(LONGEST) > 0 ? LONGEST : w);
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.ofNullable(text).map(t -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(t, Instant::from));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
