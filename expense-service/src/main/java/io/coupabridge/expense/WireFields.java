package io.coupabridge.expense;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.json.CoupaDates;
import io.coupabridge.client.json.CoupaDates.LocalDay;
import io.coupabridge.client.json.CoupaNumbers;
import java.time.Instant;
import java.time.ZoneOffset;

/** Reads the fields of a record of Coupa's: absent, null and empty ones as null, wrong ones by an exception that names them. */
final class WireFields {

    private WireFields() {}

    static Instant instant(ObjectNode record, String field) {
        try {
            return CoupaDates.instant(record.get(field));
        } catch (IllegalArgumentException e) {
            throw holdsNo("date and time with an offset", field);
        }
    }

    /** A date, with the offset of its time; null when there is none. */
    static LocalDay localDay(ObjectNode record, String field) {
        try {
            return CoupaDates.localDay(record.get(field));
        } catch (IllegalArgumentException e) {
            throw holdsNo("date", field);
        }
    }

    /** The offset of a date and time; null when there is none, or the field is a date alone. */
    static ZoneOffset offset(ObjectNode record, String field) {
        try {
            return CoupaDates.offset(record.get(field));
        } catch (IllegalArgumentException e) {
            throw holdsNo("date and time", field);
        }
    }

    /** A decimal number with the scale that Coupa sent, without an exponent. */
    static String decimal(ObjectNode record, String field) {
        try {
            return CoupaNumbers.plainDecimal(record.get(field));
        } catch (IllegalArgumentException e) {
            throw holdsNo("decimal number", field);
        }
    }

    static Long integer(ObjectNode record, String field) {
        try {
            return CoupaNumbers.integer(record.get(field));
        } catch (IllegalArgumentException e) {
            throw holdsNo("whole number", field);
        }
    }

    /**
     * The id inside an embedded record, such as {@code {"id": 4127, "email": …}}; null when there is no such record.
     *
     * @param field that holds it
     */
    static Long embeddedId(JsonNode embedded, String field) {
        try {
            return embedded == null ? null : CoupaNumbers.integer(embedded.get("id"));
        } catch (IllegalArgumentException e) {
            throw holdsNo("id", field);
        }
    }

    /** A text inside an embedded record; null when there is no such record. */
    static String embeddedText(JsonNode embedded, String inner) {
        return embedded == null ? null : text(embedded.get(inner));
    }

    static String text(JsonNode value) {
        if (value == null || value.isNull()) {
            return null;
        }
        String text = value.asText();
        return text.isBlank() ? null : text;
    }

    private static UnmappableExpenseException holdsNo(String what, String field) {
        return new UnmappableExpenseException("The field " + field + " holds no " + what + ".");
    }
}
