package io.coupabridge.benchmark.camel;

import java.time.LocalDateTime;
import java.time.OffsetDateTime;

/** Coupa's dates and times, which carry the instance's offset. */
final class CoupaTimes {

    private static final int DATE_LENGTH = "2026-01-30".length();
    private static final int USUAL_LENGTH = "2026-01-30T21:40:12-08:00".length();
    private static final int WITHOUT_SECONDS = "2026-01-30T21:40".length();
    private static final int SIGN = 19;

    private CoupaTimes() {}

    /** In UTC. Coupa always writes the same form, which need not go through the formatters at many times the cost. */
    static String utc(String time) {
        if (CoupaRecord.text(time) == null) {
            return null;
        }
        return time.length() == USUAL_LENGTH
                ? usual(time)
                : OffsetDateTime.parse(time).toInstant().toString();
    }

    /** The day at the place of the instance. */
    static String day(String time) {
        return time.substring(0, DATE_LENGTH);
    }

    private static String usual(String time) {
        LocalDateTime there = LocalDateTime.of(
                number(time, 0, 4),
                number(time, 5, 7),
                number(time, 8, 10),
                number(time, 11, 13),
                number(time, 14, 16),
                number(time, 17, 19));
        int offset = 60 * number(time, 20, 22) + number(time, 23, 25);
        String utc =
                there.minusMinutes(time.charAt(SIGN) == '-' ? -offset : offset).toString();
        // an instant as text has seconds even when there are none
        return utc.length() == WITHOUT_SECONDS ? utc + ":00Z" : utc + "Z";
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }
}
