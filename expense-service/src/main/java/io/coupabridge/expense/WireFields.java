package io.coupabridge.expense;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.json.CoupaDates;
import io.coupabridge.client.json.CoupaNumbers;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.function.Function;

/** Reads the fields of a record of Coupa's: absent, null and empty ones as null, wrong ones by an exception that names them. */
final class WireFields {

    private WireFields() {}

    static Instant instant(ObjectNode record, String field) {
        return read(record, field, CoupaDates::instant, "date and time with an offset");
    }

    static LocalDate localDate(ObjectNode record, String field) {
        return read(record, field, CoupaDates::localDate, "date");
    }

    /** The offset of a date and time; null when there is none, or the field is a date alone. */
    static ZoneOffset offset(ObjectNode record, String field) {
        return read(record, field, CoupaDates::offset, "date and time");
    }

    static BigDecimal decimal(ObjectNode record, String field) {
        return read(record, field, CoupaNumbers::decimal, "decimal number");
    }

    static Long integer(ObjectNode record, String field) {
        return read(record, field, CoupaNumbers::integer, "whole number");
    }

    /** The id inside an embedded record, such as {@code {"id": 4127, "email": …}}; null when there is no such record. */
    static Long embeddedId(ObjectNode record, String field) {
        return read(record, field, WireFields::idOf, "id");
    }

    private static Long idOf(JsonNode embedded) {
        return embedded == null ? null : CoupaNumbers.integer(embedded.get("id"));
    }

    /** A text inside an embedded record. */
    static String embeddedText(ObjectNode record, String field, String inner) {
        JsonNode embedded = record.get(field);
        return embedded == null ? null : text(embedded.get(inner));
    }

    static String text(JsonNode value) {
        if (value == null || value.isNull()) {
            return null;
        }
        String text = value.asText();
        return text.isBlank() ? null : text;
    }

    private static <T> T read(ObjectNode record, String field, Function<JsonNode, T> reader, String what) {
        try {
            return reader.apply(record.get(field));
        } catch (IllegalArgumentException e) {
            throw new UnmappableExpenseException("The field " + field + " holds no " + what + ".");
        }
    }
}
