package io.coupabridge.benchmark.spring;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Takes the value that is the parser's current token; anything else than what is asked for counts as null. */
final class JsonText {

    private JsonText() {}

    /** Reads one record whose opening brace is the parser's current token. */
    @FunctionalInterface
    interface Reader<T> {
        T read(JsonParser json) throws IOException;
    }

    /** Coupa leaves a text that nobody filled in null or empty. */
    static String given(String text) {
        return text == null || text.isBlank() ? null : text;
    }

    /** Texts, and numbers as they are written: Coupa's decimals come as either. */
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

    /** The text of a field of an object. */
    static String inside(JsonParser json, String name) throws IOException {
        return object(json, name, (id, text) -> text);
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
            if (field.equals(name)) {
                text = of(json);
            } else if (field.equals("id")) {
                id = integer(json);
            } else {
                json.skipChildren();
            }
        }
        return made.apply(id, text);
    }

    /** The objects of a list. */
    static <T> List<T> list(JsonParser json, Reader<T> reader) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return null;
        }
        List<T> all = new ArrayList<>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            all.add(reader.read(json));
        }
        if (json.currentToken() != JsonToken.END_ARRAY) {
            throw new IOException("A list of Coupa's breaks off.");
        }
        return all;
    }
}
