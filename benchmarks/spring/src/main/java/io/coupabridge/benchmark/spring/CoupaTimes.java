package io.coupabridge.benchmark.spring;

import java.time.LocalDateTime;
import java.time.OffsetDateTime;

/** Coupa's dates, ISO-8601 with the offset of the instance, to those that are published. */
final class CoupaTimes {

    private static final int DATE_LENGTH = "2026-01-30".length();
    private static final int MINUTES_LENGTH = "2026-01-30T21:40".length();
    private static final int LENGTH = "2026-01-30T21:40:12-08:00".length();

    private CoupaTimes() {}

    /** Coupa writes one form only; the formatters, which read any, would be a good part of what a record costs. */
    static String utc(String time) {
        if (JsonText.given(time) == null) {
            return null;
        }
        if (time.length() != LENGTH) {
            return OffsetDateTime.parse(time).toInstant().toString();
        }
        LocalDateTime local = LocalDateTime.of(
                digits(time, 0, 4),
                digits(time, 5, 7),
                digits(time, 8, 10),
                digits(time, 11, 13),
                digits(time, 14, 16),
                digits(time, 17, 19));
        int offset = 60 * digits(time, 20, 22) + digits(time, 23, 25);
        String utc = (time.charAt(19) == '-' ? local.plusMinutes(offset) : local.minusMinutes(offset)).toString();
        return utc.length() == MINUTES_LENGTH ? utc + ":00Z" : utc + "Z";
    }

    /** The day at the place of the instance: turning midnight there into UTC would move it. */
    static String day(String time) {
        return time == null ? null : time.substring(0, DATE_LENGTH);
    }

    private static int digits(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }
}
