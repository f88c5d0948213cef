package io.coupabridge.client.json;

import com.ethlo.time.ITU;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Dates in Coupa's answers: ISO-8601 with the offset of the instance, which may differ within one record (coupa-api §3.4). */
public final class CoupaDates {

    private static final int DATE_LENGTH = "2026-01-30".length();
    private static final int USUAL_LENGTH = "2026-01-30T21:40:12-08:00".length();
    private static final int OFFSET_AT = "2026-01-30T21:40:12".length();
    private static final int OFFSET_COLON_AT = OFFSET_AT + "-08".length();

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
        LocalDay day = localDay(node);
        return day == null ? null : day.date();
    }

    /** As {@link #localDate}, with the offset of the instance where there is one. */
    public static LocalDay localDay(JsonNode node) {
        String text = text(node);
        if (text == null) {
            return null;
        }
        if (text.length() == DATE_LENGTH) {
            return new LocalDay(dateAlone(text), null);
        }
        OffsetDateTime dateTime = dateTime(text);
        return new LocalDay(dateTime.toLocalDate(), dateTime.getOffset());
    }

    /** @param offset of the instance on that day; null for a date alone */
    public record LocalDay(LocalDate date, ZoneOffset offset) {}

    private static LocalDate dateAlone(String text) {
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
        if (isUsual(text)) {
            try {
                // at a tenth of what java.time takes, which would be a sixth of what an expense line costs
                return ITU.parseDateTime(text);
            } catch (DateTimeException e) {
                // java.time has the last word
            }
        }
        try {
            return OffsetDateTime.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("Not a date and time with an offset.");
        }
    }

    /** Whether it looks like what Coupa writes, in the places that ITU does not check. */
    private static boolean isUsual(String text) {
        return text.length() == USUAL_LENGTH
                && text.charAt(DATE_LENGTH) == 'T'
                && (text.charAt(OFFSET_AT) == '+' || text.charAt(OFFSET_AT) == '-')
                && text.charAt(OFFSET_COLON_AT) == ':';
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
