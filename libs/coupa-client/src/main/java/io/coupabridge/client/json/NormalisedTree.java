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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a text into a tree whose keys have one spelling, without a tree of the keys as they were sent in between. What
 * is JSON and how large it may be is the parser's business. Reads one text, once.
 */
final class NormalisedTree {

    /** Objects with more fields share no shape: room is made for all of them in advance, and the next one may be small. */
    private static final int LARGEST_SHAPE = 64;

    /** So often the shape of a place changes; after that, objects of another one have a map of their own. */
    private static final int MOST_SHAPES = 8;

    /** Many times what a page has. Small values become many times their bytes: without a bound, a page fills the memory. */
    private static final int MOST_VALUES = 500_000;

    /** As many as always fit. */
    private static final int DIGITS_OF_A_LONG = 18;

    private final JsonParser parser;
    private final KeySpellings spellings = new KeySpellings();
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
        JsonNode value = value(first, new Place());
        if (parser.nextToken() != null) {
            throw new JsonParseException(parser, "There is something behind the value.");
        }
        return value;
    }

    /** Where values stand that are likely to be alike: the elements of a list, or the field of that name of each of them. */
    private static final class Place {

        /** Of the last object here that was unlike the one before it; null before the first one. */
        private Shape shape;

        /** Of the fields of that shape, where they hold objects or lists. */
        private Place[] fields;

        private int shapes;

        void expect(Shape next) {
            shape = next;
            fields = new Place[next.size()];
            shapes++;
        }

        Place field(int index) {
            if (fields[index] == null) {
                fields[index] = new Place();
            }
            return fields[index];
        }
    }

    /** @param place null where nothing is known of others like it, and need not be: in a record unlike those before it */
    private JsonNode value(JsonToken token, Place place) throws IOException {
        countValue();
        return switch (token) {
            case VALUE_STRING -> TextNode.valueOf(parser.getText());
            case VALUE_NULL -> NullNode.getInstance();
            case VALUE_TRUE -> BooleanNode.TRUE;
            case VALUE_FALSE -> BooleanNode.FALSE;
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> decimal();
            case START_OBJECT -> object(place);
            case START_ARRAY -> array(place);
            default -> throw new JsonParseException(parser, "There is no value where one should be.");
        };
    }

    private void countValue() throws IOException {
        if (++values > MOST_VALUES) {
            throw new JsonParseException(parser, "There are more values than a page has.");
        }
    }

    private ArrayNode array(Place elements) throws IOException {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
            array.add(value(next, elements));
        }
        return array;
    }

    private ObjectNode object(Place place) throws IOException {
        Shape shape = place == null ? null : place.shape;
        JsonNode[] alike = new JsonNode[shape == null ? 0 : shape.size()];
        int count = 0;
        // compared where it stands: a key that is foretold is neither decoded nor looked up
        while (count < alike.length && parser.nextFieldName(shape.name(count))) {
            alike[count] = value(place, count);
            count++;
        }
        String spelled = count < alike.length ? unforetold() : parser.nextFieldName();
        if (shape != null && spelled == null && count == alike.length) {
            return shape.object(alike);
        }
        UnlikeFields fields = new UnlikeFields();
        for (int known = 0; known < count; known++) {
            fields.put(shape.name(known).getValue(), alike[known]);
        }
        while (spelled != null) {
            fields.put(spelled, value(parser.nextToken(), null));
            spelled = parser.nextFieldName();
        }
        if (place != null) {
            fields.expectAlike(place);
        }
        return new ObjectNode(JsonNodeFactory.instance, fields.byKey);
    }

    /** Of the field with this index of an object that is like the one before it, as far as it was read. */
    private JsonNode value(Place place, int field) throws IOException {
        String text = parser.nextTextValue();
        JsonToken token = parser.currentToken();
        if (text == null) {
            return value(token, token.isStructStart() ? place.field(field) : null);
        }
        countValue();
        return TextNode.valueOf(text);
    }

    /** The key that stands in place of the one that was foretold; null at the end of the object. */
    private String unforetold() throws IOException {
        return parser.currentToken() == JsonToken.FIELD_NAME ? parser.currentName() : null;
    }

    /** The fields of an object that is unlike the one before it. */
    private final class UnlikeFields {

        private final Map<String, JsonNode> byKey = new LinkedHashMap<>(4);
        private final List<String> spelled = new ArrayList<>();
        private Map<String, String> aliases;

        void put(String asSpelled, JsonNode value) {
            String key = spellings.key(asSpelled);
            spelled.add(asSpelled);
            if (key == asSpelled || key.equals(asSpelled)) {
                if (byKey.put(key, value) != null && aliases != null) {
                    aliases.remove(key);
                }
            } else {
                aliases = aliases == null ? new HashMap<>() : aliases;
                putAlias(byKey, aliases, asSpelled, key, value);
            }
        }

        /** The next object at this place is likely to have the same keys, unless they are none to share. */
        void expectAlike(Place place) {
            boolean eachOnce = byKey.size() == spelled.size();
            boolean wanted = byKey.size() <= LARGEST_SHAPE && place.shapes < MOST_SHAPES;
            if (eachOnce && wanted && Shape.canForetell(spelled)) {
                place.expect(new Shape(spelled, List.copyOf(byKey.keySet())));
            }
        }
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
            return DecimalNode.valueOf(stripped(decimal));
        } catch (ArithmeticException e) {
            // its exponent is as large as can be
            return DecimalNode.valueOf(decimal);
        }
    }

    /** The JDK divides by ten for each zero; of a thousand digits, page by page, that would hold a thread up. */
    private static BigDecimal stripped(BigDecimal decimal) {
        if (decimal.precision() <= DIGITS_OF_A_LONG) {
            return decimal.stripTrailingZeros();
        }
        String digits = decimal.unscaledValue().toString();
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return decimal.setScale(Math.subtractExact(decimal.scale(), digits.length() - end));
    }
}
