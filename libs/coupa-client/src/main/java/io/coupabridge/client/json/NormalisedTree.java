package io.coupabridge.client.json;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads a text into a tree whose keys have one spelling, without a tree of the keys as they were sent in between. What
 * is JSON and how large it may be is the parser's business. Reads one text, once.
 */
final class NormalisedTree {

    /** No more room is made in advance for the fields of an object, since a server may send one huge and many small ones. */
    private static final int MOST_EXPECTED = 64;

    /** Many times what a page has. Small values become many times their bytes: without a bound, a page fills the memory. */
    private static final int MOST_VALUES = 500_000;

    private final JsonParser parser;
    private final KeySpellings spellings = new KeySpellings();

    /** How many fields the last object had, by its depth: records of one list are alike. */
    private final int[] expected = new int[16];

    private int depth;
    private int values;

    NormalisedTree(JsonParser parser) {
        this.parser = parser;
    }

    /**
     * @return the whole text as one value; a missing node when there is none
     * @throws IOException when it is not JSON, or has something behind it; its message may quote the text
     */
    JsonNode read() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            return MissingNode.getInstance();
        }
        JsonNode value = value(first);
        if (parser.nextToken() != null) {
            throw new JsonParseException(parser, "There is something behind the value.");
        }
        return value;
    }

    private JsonNode value(JsonToken token) throws IOException {
        if (++values > MOST_VALUES) {
            throw new JsonParseException(parser, "There are more values than a page has.");
        }
        return switch (token) {
            case VALUE_STRING -> TextNode.valueOf(parser.getText());
            case VALUE_NULL -> NullNode.getInstance();
            case VALUE_TRUE -> BooleanNode.TRUE;
            case VALUE_FALSE -> BooleanNode.FALSE;
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> decimal();
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            default -> throw new JsonParseException(parser, "There is no value where one should be.");
        };
    }

    private ArrayNode array() throws IOException {
        depth++;
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
            array.add(value(next));
        }
        depth--;
        return array;
    }

    private ObjectNode object() throws IOException {
        int level = Math.min(depth++, expected.length - 1);
        Map<String, JsonNode> fields = new LinkedHashMap<>(capacityFor(expected[level]));
        Map<String, String> aliases = null;
        for (String spelled = parser.nextFieldName(); spelled != null; spelled = parser.nextFieldName()) {
            JsonNode value = value(parser.nextToken());
            String key = spellings.key(spelled);
            if (key == spelled || key.equals(spelled)) {
                if (fields.put(key, value) != null && aliases != null) {
                    aliases.remove(key);
                }
            } else {
                aliases = aliases == null ? new HashMap<>() : aliases;
                putAlias(fields, aliases, spelled, key, value);
            }
        }
        depth--;
        expected[level] = Math.min(fields.size(), MOST_EXPECTED);
        return new ObjectNode(JsonNodeFactory.instance, fields);
    }

    /**
     * Only the alias that set the value may set it again: of a key that is there twice the last counts.
     *
     * @param aliases the spelling that set the value, of each key that has it from an alias
     */
    private static void putAlias(
            Map<String, JsonNode> fields, Map<String, String> aliases, String spelled, String key, JsonNode value) {
        if (fields.putIfAbsent(key, value) == null) {
            aliases.put(key, spelled);
        } else if (spelled.equals(aliases.get(key))) {
            fields.put(key, value);
        }
    }

    private static int capacityFor(int fields) {
        return fields + fields / 3 + 1;
    }

    private JsonNode integer() throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> IntNode.valueOf(parser.getIntValue());
            case LONG -> LongNode.valueOf(parser.getLongValue());
            default -> BigIntegerNode.valueOf(parser.getBigIntegerValue());
        };
    }

    /** Without the zeros at its end, as Jackson's own trees have it. */
    private JsonNode decimal() throws IOException {
        BigDecimal decimal = parser.getDecimalValue();
        try {
            return DecimalNode.valueOf(decimal.stripTrailingZeros());
        } catch (ArithmeticException e) {
            // its exponent is as large as can be
            return DecimalNode.valueOf(decimal);
        }
    }
}
