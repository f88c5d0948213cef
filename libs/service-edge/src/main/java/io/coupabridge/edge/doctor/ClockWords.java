package io.coupabridge.edge.doctor;

import java.time.Duration;

/** How far clocks are apart, in words. */
public final class ClockWords {

    private ClockWords() {}

    /** Such as "3600 s ahead of", in words that go on with the other clock. */
    public static String apart(Duration ahead) {
        String size = ahead.abs().toSeconds() > 9
                ? ahead.abs().toSeconds() + " s"
                : ahead.abs().toMillis() + " ms";
        return size + (ahead.isNegative() ? " behind" : " ahead of");
    }
}
