package io.coupabridge.benchmark.spring;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Writes fields of an object, and leaves out what is null. */
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

    static void value(JsonGenerator json, String field, PeerMessage value) throws IOException {
        if (value != null) {
            json.writeFieldName(field);
            value.writeTo(json);
        }
    }
}
