package io.coupabridge.benchmark.camel;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Reads the value that the parser stands on; one of another kind than is asked for counts as null. */
final class JsonText {

    private JsonText() {}

    /** Reads an object on whose opening brace the parser stands. */
    @FunctionalInterface
    interface Reader<T> {
        T read(JsonParser json) throws IOException;
    }

    /** A text, or a number as it is written: Coupa's decimals are either. */
    static String of(JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_NULL || !token.isScalarValue()) {
            json.skipChildren();
            return null;
        }
        return json.getText();
    }

    static Long integer(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            json.skipChildren();
            return null;
        }
        return json.getLongValue();
    }

    /** An object of which the id and one text are used. */
    static <T> T object(JsonParser json, String name, BiFunction<Long, String, T> made) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return null;
        }
        Long id = null;
        String text = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            if (field.equals("id")) {
                id = integer(json);
            } else if (field.equals(name)) {
                text = of(json);
            } else {
                json.skipChildren();
            }
        }
        return made.apply(id, text);
    }

    /** A list of objects. */
    static <T> List<T> list(JsonParser json, Reader<T> reader) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return null;
        }
        List<T> objects = new ArrayList<>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            objects.add(reader.read(json));
        }
        if (json.currentToken() != JsonToken.END_ARRAY) {
            throw new IOException("A list of Coupa's is cut off.");
        }
        return objects;
    }
}
