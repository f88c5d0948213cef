package io.coupabridge.client.json;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * A date and time that was written as Coupa does, {@code 2026-01-30T21:40:12-08:00}, which the general parser reads at
 * many times the cost.
 *
 * @param second of the day
 */
record UsualTime(int year, int month, int day, int second, int offsetSeconds) {

    private static final int LENGTH = "2026-01-30T21:40:12-08:00".length();
    private static final int SIGN = 19;
    private static final int SECONDS_A_DAY = 86_400;

    /** Null when it is written otherwise, or wrong. The rare 29th of February is left to the general parser too. */
    static UsualTime of(String asText) {
        if (asText.length() != LENGTH) {
            return null;
        }
        // bytes cost less than characters to look at; a character that has none becomes one that no date has
        byte[] text = asText.getBytes(StandardCharsets.ISO_8859_1);
        if (text.length != LENGTH || !hasItsSigns(text)) {
            return null;
        }
        int century = two(text, 0, 99);
        int year = two(text, 2, 99);
        int month = two(text, 5, 12);
        int day = two(text, 8, 31);
        int hour = two(text, 11, 23);
        int minute = two(text, 14, 59);
        int second = two(text, 17, 59);
        // an offset of 18 hours is the last, and only in full
        int offsetHours = two(text, 20, 17);
        int offsetMinutes = two(text, 23, 59);
        boolean wrong = (century | year | month | day | hour | minute | second | offsetHours | offsetMinutes) < 0;
        if (wrong || !hasDay(month, day)) {
            return null;
        }
        int offset = 3600 * offsetHours + 60 * offsetMinutes;
        return new UsualTime(
                100 * century + year,
                month,
                day,
                3600 * hour + 60 * minute + second,
                text[SIGN] == '-' ? -offset : offset);
    }

    private static boolean hasItsSigns(byte[] text) {
        return text[4] == '-'
                && text[7] == '-'
                && text[10] == 'T'
                && text[13] == ':'
                && text[16] == ':'
                && (text[SIGN] == '-' || text[SIGN] == '+')
                && text[22] == ':';
    }

    /** Negative when there is no number of two digits that is not more than that. */
    private static int two(byte[] text, int from, int most) {
        int ones = text[from + 1] - '0';
        int number = 10 * (text[from] - '0') + ones;
        return ones >= 0 && ones <= 9 && number <= most ? number : -1;
    }

    private static boolean hasDay(int month, int day) {
        if (month == 0 || day == 0 || day > 28 && month == 2) {
            return false;
        }
        boolean has31 = (month + month / 8) % 2 == 1;
        return day <= 30 || has31;
    }

    Instant instant() {
        return Instant.ofEpochSecond(date().toEpochDay() * SECONDS_A_DAY + second - offsetSeconds);
    }

    LocalDate date() {
        return LocalDate.of(year, month, day);
    }

    ZoneOffset offset() {
        return ZoneOffset.ofTotalSeconds(offsetSeconds);
    }
}
