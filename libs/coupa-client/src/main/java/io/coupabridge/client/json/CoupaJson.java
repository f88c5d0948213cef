package io.coupabridge.client.json;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;

/** Coupa's JSON as trees: decimals are never floats, and keys have one spelling. Thread-safe. */
public final class CoupaJson {

    private static final ObjectReader READER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private CoupaJson() {}

    /**
     * @return the whole text as one value; a missing node when there is none
     * @throws IOException when it is not JSON, or has something behind it; its message may quote the text
     */
    public static JsonNode read(byte[] json) throws IOException {
        return READER.readTree(json);
    }

    /** The key as Coupa's documentation writes it: hyphens, and without the question mark of an alias (coupa-api §3.1). */
    public static String key(String key) {
        return key.replace("?", "").replace('_', '-');
    }

    /**
     * A copy with every key in that spelling, at every depth. Where two keys become one, the one that was spelled so
     * already keeps its value.
     */
    public static JsonNode normalised(JsonNode node) {
        if (node instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode(array.size());
            array.forEach(element -> copy.add(normalised(element)));
            return copy;
        }
        return node instanceof ObjectNode object ? normalised(object) : node;
    }

    /** As {@link #normalised(JsonNode)}. */
    public static ObjectNode normalised(ObjectNode object) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String key = key(field.getKey());
            if (key.equals(field.getKey()) || !copy.has(key)) {
                copy.set(key, normalised(field.getValue()));
            }
        }
        return copy;
    }
}
