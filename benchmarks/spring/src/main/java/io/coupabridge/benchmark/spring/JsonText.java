package io.coupabridge.benchmark.spring;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Takes the value that is the parser's current token; anything else than what is asked for counts as null. */
final class JsonText {

    private JsonText() {}

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
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return null;
        }
        String found = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            boolean wanted = name.equals(json.currentName());
            json.nextToken();
            if (wanted) {
                found = of(json);
            } else {
                json.skipChildren();
            }
        }
        return found;
    }
}
