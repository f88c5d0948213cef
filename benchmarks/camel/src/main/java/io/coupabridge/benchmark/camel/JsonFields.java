package io.coupabridge.benchmark.camel;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Writes fields that may be null, which are left out. */
final class JsonFields {

    private JsonFields() {}

    static void text(JsonGenerator json, String field, String value) throws IOException {
        if (value != null) {
            json.writeStringField(field, value);
        }
    }

    static void integer(JsonGenerator json, String field, Long value) throws IOException {
        if (value != null) {
            json.writeNumberField(field, value);
        }
    }

    static void value(JsonGenerator json, String field, JsonValue value) throws IOException {
        if (value != null) {
            json.writeFieldName(field);
            value.writeTo(json);
        }
    }
}
