package io.coupabridge.client.json;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Dates and times in the form that Coupa writes, {@code 2026-01-30T21:40:12-08:00}, which the general parser reads at
 * many times the cost. Whatever is read of a text that {@link #is} not in this form is wrong.
 */
final class UsualTime {

    private static final int LENGTH = "2026-01-30T21:40:12-08:00".length();
    private static final int SIGN = 19;
    private static final long SECONDS_A_DAY = 86_400;

    private UsualTime() {}

    /** Whether it is in this form. The rare 29th of February is left to the general parser. */
    static boolean is(String text) {
        return text.length() == LENGTH
                && text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && text.charAt(10) == 'T'
                && text.charAt(13) == ':'
                && text.charAt(16) == ':'
                && (text.charAt(SIGN) == '-' || text.charAt(SIGN) == '+')
                && text.charAt(22) == ':'
                && isWithin(0, text, 0, 99)
                && isWithin(0, text, 2, 99)
                && isWithin(1, text, 5, 12)
                && isWithin(1, text, 8, 31)
                && isWithin(0, text, 11, 23)
                && isWithin(0, text, 14, 59)
                && isWithin(0, text, 17, 59)
                // an offset of 18 hours is the last, and only in full
                && isWithin(0, text, 20, 17)
                && isWithin(0, text, 23, 59)
                && hasDay(two(text, 5), two(text, 8));
    }

    private static boolean hasDay(int month, int day) {
        if (day <= 28) {
            return true;
        }
        boolean has31 = (month + month / 8) % 2 == 1;
        return month != 2 && (day <= 30 || has31);
    }

    static Instant instant(String text) {
        int second = 3600 * two(text, 11) + 60 * two(text, 14) + two(text, 17);
        return Instant.ofEpochSecond(date(text).toEpochDay() * SECONDS_A_DAY + second - offsetSeconds(text));
    }

    static LocalDate date(String text) {
        return LocalDate.of(100 * two(text, 0) + two(text, 2), two(text, 5), two(text, 8));
    }

    static ZoneOffset offset(String text) {
        return ZoneOffset.ofTotalSeconds(offsetSeconds(text));
    }

    private static int offsetSeconds(String text) {
        int seconds = 3600 * two(text, 20) + 60 * two(text, 23);
        return text.charAt(SIGN) == '-' ? -seconds : seconds;
    }

    private static boolean isWithin(int least, String text, int from, int most) {
        int number = two(text, from);
        return number >= least && number <= most && isDigit(text.charAt(from + 1));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int two(String text, int from) {
        return 10 * (text.charAt(from) - '0') + text.charAt(from + 1) - '0';
    }
}
