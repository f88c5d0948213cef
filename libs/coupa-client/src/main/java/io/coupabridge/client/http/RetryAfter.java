package io.coupabridge.client.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a Retry-After header: seconds, or a date, which counts from the server's own clock. */
final class RetryAfter {

    static final Duration LONGEST = Duration.ofHours(24);

    private static final Pattern SECONDS = Pattern.compile("[0-9]+");
    private static final int DIGITS_OF_A_DAY = 5;

    private final InstantSource clock;

    RetryAfter(InstantSource clock) {
        this.clock = clock;
    }

    /** @return more than zero and at most 24 hours; empty when the header says nothing that can be waited for */
    Optional<Duration> of(HttpAnswer answer) {
        return answer.header("Retry-After")
                .map(String::strip)
                .flatMap(text -> SECONDS.matcher(text).matches() ? seconds(text) : date(text, answer))
                .filter(wait -> !wait.isNegative() && !wait.isZero())
                .map(wait -> wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
    }

    private static Optional<Duration> seconds(String digits) {
        String significant = digits.replaceFirst("^0+", "");
        if (significant.length() > DIGITS_OF_A_DAY) {
            return Optional.of(LONGEST);
        }
        return Optional.of(Duration.ofSeconds(significant.isEmpty() ? 0 : Long.parseLong(significant)));
    }

    private Optional<Duration> date(String text, HttpAnswer answer) {
        Instant now = answer.serverTime().orElseGet(clock::instant);
        return HttpAnswer.httpDate(text).map(until -> Duration.between(now, until));
    }
}
