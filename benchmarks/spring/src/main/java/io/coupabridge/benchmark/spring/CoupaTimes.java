package io.coupabridge.benchmark.spring;

import java.time.OffsetDateTime;

/** Coupa's dates, ISO-8601 with the offset of the instance, to those that are published. */
final class CoupaTimes {

    private static final int DATE_LENGTH = "2026-01-30".length();

    private CoupaTimes() {}

    static String utc(String time) {
        return time == null ? null : OffsetDateTime.parse(time).toInstant().toString();
    }

    /** The day at the place of the instance: turning midnight there into UTC would move it. */
    static String day(String time) {
        return time == null ? null : time.substring(0, DATE_LENGTH);
    }
}
