package io.coupabridge.token.connect;

import io.coupabridge.edge.rest.Inputs;
import java.time.Duration;
import java.time.format.DateTimeParseException;

/** Checks what a connect link shall be. */
final class LinkInputs extends Inputs {

    static final Duration USUAL = Duration.ofMinutes(30);
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(7);

    /** @param value null for the usual time */
    Duration validFor(String value) {
        Duration time = value == null ? USUAL : parsed(value);
        check(
                time != null && time.compareTo(SHORTEST) >= 0 && time.compareTo(LONGEST) <= 0,
                "validFor",
                "It is an ISO-8601 duration of one minute to seven days, such as PT30M or P7D.");
        return time;
    }

    private static Duration parsed(String value) {
        try {
            return Duration.parse(value);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
