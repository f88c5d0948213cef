package io.coupabridge.simulator.data;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.zone.ZoneRules;

/** Times as one Coupa company has them: seconds, in the offset that its zone had at that moment (coupa-api §3.4). */
final class CompanyTime {

    private static final int CACHED_DAYS = 1_024;

    private final ZoneRules rules;
    private final long anchor;
    private final int firstCachedDay;
    private final long[] startOfDay = new long[CACHED_DAYS];

    /** @param anchor the moment that the instance was made: its records lie before it */
    CompanyTime(ZoneId zone, Instant anchor) {
        this.rules = zone.getRules();
        this.anchor = anchor.getEpochSecond();
        this.firstCachedDay = epochDay(this.anchor) - CACHED_DAYS + 64;
        for (int day = 0; day < CACHED_DAYS; day++) {
            startOfDay[day] = computeStartOfDay(firstCachedDay + day);
        }
    }

    long anchor() {
        return anchor;
    }

    int epochDay(long epochSecond) {
        int offset = rules.getOffset(Instant.ofEpochSecond(epochSecond)).getTotalSeconds();
        return (int) Math.floorDiv(epochSecond + offset, 86_400L);
    }

    /** Midnight of a local day, in epoch seconds. */
    long startOfDay(int epochDay) {
        int slot = epochDay - firstCachedDay;
        return slot >= 0 && slot < CACHED_DAYS ? startOfDay[slot] : computeStartOfDay(epochDay);
    }

    private long computeStartOfDay(int epochDay) {
        LocalDateTime midnight = LocalDate.ofEpochDay(epochDay).atStartOfDay();
        return midnight.toEpochSecond(rules.getOffset(midnight));
    }

    /** For example {@code 2026-02-03T21:40:12-08:00}. */
    String format(long epochSecond) {
        ZoneOffset offset = rules.getOffset(Instant.ofEpochSecond(epochSecond));
        LocalDateTime local = LocalDateTime.ofEpochSecond(epochSecond, 0, offset);
        char[] text = new char[25];
        digits(text, 0, 4, local.getYear());
        text[4] = '-';
        digits(text, 5, 2, local.getMonthValue());
        text[7] = '-';
        digits(text, 8, 2, local.getDayOfMonth());
        text[10] = 'T';
        digits(text, 11, 2, local.getHour());
        text[13] = ':';
        digits(text, 14, 2, local.getMinute());
        text[16] = ':';
        digits(text, 17, 2, local.getSecond());
        int total = offset.getTotalSeconds();
        text[19] = total < 0 ? '-' : '+';
        digits(text, 20, 2, Math.abs(total) / 3_600);
        text[22] = ':';
        digits(text, 23, 2, Math.abs(total) / 60 % 60);
        return new String(text);
    }

    private static void digits(char[] text, int from, int width, int value) {
        int rest = value;
        for (int at = from + width - 1; at >= from; at--) {
            text[at] = (char) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /**
     * Reads what Coupa accepts as a date argument: ISO 8601 with an offset, or a date alone, which means midnight UTC.
     *
     * @throws IllegalArgumentException for anything else, such as the space that an un-encoded plus turns into
     */
    static long parse(String text) {
        try {
            if (text.length() == 10) {
                return LocalDate.parse(text).atStartOfDay().toEpochSecond(ZoneOffset.UTC);
            }
            return OffsetDateTime.parse(text).toEpochSecond();
        } catch (DateTimeParseException unreadable) {
            throw new IllegalArgumentException("is not a valid ISO 8601 date", unreadable);
        }
    }
}
