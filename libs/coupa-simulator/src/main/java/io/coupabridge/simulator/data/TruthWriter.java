package io.coupabridge.simulator.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;

/** Turns records into JSON trees as Coupa documents them, untouched by switches. */
final class TruthWriter {

    private final CompanyTime time;

    TruthWriter(CompanyTime time) {
        this.time = time;
    }

    ObjectNode json(Row row) {
        ObjectNode json = json(row, row.table().schema().fields());
        if (row.change() != null) {
            row.change().patch().properties().forEach(extra -> {
                if (row.table().schema().find(extra.getKey()) == null) {
                    json.set(extra.getKey(), asParsed(extra.getValue()));
                }
            });
        }
        return json;
    }

    private ObjectNode json(Row row, List<Field> fields) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (Field field : fields) {
            json.set(field.name(), value(row.get(field), field));
        }
        return json;
    }

    private JsonNode value(Object value, Field field) {
        if (value == null) {
            return NullNode.instance;
        }
        if (value instanceof Stamp stamp) {
            return TextNode.valueOf(time.format(stamp.epochSecond()));
        }
        if (value instanceof Row row) {
            return json(row, field.parts());
        }
        if (value instanceof List<?> items) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            items.forEach(item -> list.add(value(item, field)));
            return list;
        }
        if (value instanceof JsonNode node) {
            return asParsed(node);
        }
        if (value instanceof Long number) {
            return number(number);
        }
        return value instanceof Boolean flag ? BooleanNode.valueOf(flag) : TextNode.valueOf(value.toString());
    }

    /** Equal to what a parser makes of the same JSON: small numbers are ints. */
    private static JsonNode number(long number) {
        return number == (int) number ? IntNode.valueOf((int) number) : LongNode.valueOf(number);
    }

    private static JsonNode asParsed(JsonNode node) {
        if (node.isObject()) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            node.properties().forEach(part -> copy.set(part.getKey(), asParsed(part.getValue())));
            return copy;
        }
        if (node.isArray()) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            node.forEach(item -> copy.add(asParsed(item)));
            return copy;
        }
        return node.isIntegralNumber() && node.canConvertToLong() ? number(node.longValue()) : node;
    }
}
