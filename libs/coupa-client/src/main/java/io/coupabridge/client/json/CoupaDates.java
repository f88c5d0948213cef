package io.coupabridge.client.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Dates in Coupa's answers: ISO-8601 with the offset of the instance, which may differ within one record (coupa-api §3.4). */
public final class CoupaDates {

    private static final int DATE_LENGTH = "2026-01-30".length();

    /** A digit for each 0, one of both signs for the plus, and the rest as it stands. */
    private static final String USUAL = "0000-00-00T00:00:00+00:00";

    private CoupaDates() {}

    /**
     * @return the instant; null when the node is absent, null or an empty text
     * @throws IllegalArgumentException when it is anything else than a date and time with an offset
     */
    public static Instant instant(JsonNode node) {
        String text = text(node);
        return text == null ? null : dateTime(text).toInstant();
    }

    /**
     * @return the date at the place of the instance, as it is written: a day typed in Coupa is midnight there, and
     *     turning it into UTC would move it; null when the node is absent, null or an empty text
     * @throws IllegalArgumentException when it is neither a date nor a date and time with an offset
     */
    public static LocalDate localDate(JsonNode node) {
        String text = text(node);
        if (text == null || text.length() != DATE_LENGTH) {
            return text == null ? null : dateTime(text).toLocalDate();
        }
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("Not a date.");
        }
    }

    /**
     * @return the offset; null when the node is absent, null, or a text that is no longer than a date
     * @throws IllegalArgumentException when it is anything else than a date and time with an offset
     */
    public static ZoneOffset offset(JsonNode node) {
        String text = text(node);
        return text == null || text.length() <= DATE_LENGTH
                ? null
                : dateTime(text).getOffset();
    }

    private static OffsetDateTime dateTime(String text) {
        try {
            return isUsual(text) ? usual(text) : OffsetDateTime.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("Not a date and time with an offset.");
        }
    }

    /** Whether it is in the form that Coupa writes, which the general parser reads at many times the cost. */
    private static boolean isUsual(String text) {
        if (text.length() != USUAL.length()) {
            return false;
        }
        for (int i = 0; i < USUAL.length(); i++) {
            char c = text.charAt(i);
            char expected = USUAL.charAt(i);
            boolean fits = switch (expected) {
                case '0' -> c >= '0' && c <= '9';
                case '+' -> c == '+' || c == '-';
                default -> c == expected;
            };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static OffsetDateTime usual(String text) {
        int sign = text.charAt(19) == '-' ? -1 : 1;
        return OffsetDateTime.of(
                number(text, 0, 4),
                number(text, 5, 7),
                number(text, 8, 10),
                number(text, 11, 13),
                number(text, 14, 16),
                number(text, 17, 19),
                0,
                ZoneOffset.ofHoursMinutes(sign * number(text, 20, 22), sign * number(text, 23, 25)));
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = 10 * number + text.charAt(i) - '0';
        }
        return number;
    }

    private static String text(JsonNode node) {
        if (node == null || node.isNull() || node.isMissingNode()) {
            return null;
        }
        if (!node.isTextual()) {
            throw new IllegalArgumentException("Not a date but a JSON " + node.getNodeType() + ".");
        }
        String text = node.textValue().strip();
        return text.isEmpty() ? null : text;
    }
}
