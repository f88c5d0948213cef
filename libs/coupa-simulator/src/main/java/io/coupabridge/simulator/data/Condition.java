package io.coupabridge.simulator.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** One condition of a query: {@code expensed_by[email][contains]=x} has two fields, an operator and an argument. */
record Condition(List<Field> path, Operator operator, String argument, Predicate<Object> comparison) {

    /**
     * @return null when the schema knows no such attribute
     * @throws BadQueryException when operator or argument do not fit it
     */
    static Condition parse(Schema schema, String name, String argument) {
        List<String> segments = segments(name);
        Operator operator = segments.size() > 1 ? Operator.named(segments.get(segments.size() - 1)) : null;
        if (operator != null) {
            segments.remove(segments.size() - 1);
        }
        Field field = schema.find(segments.get(0));
        List<Field> path = new ArrayList<>();
        for (int i = 1; field != null; i++) {
            path.add(field);
            if (i == segments.size()) {
                Operator used = operator == null ? Operator.EQ : operator;
                return new Condition(path, used, argument, Comparison.of(field, used, argument));
            }
            field = field.findPart(segments.get(i));
        }
        return null;
    }

    private static List<String> segments(String name) {
        List<String> segments = new ArrayList<>();
        for (String segment : name.split("\\[")) {
            segments.add(segment.replace("]", "").replace('_', '-'));
        }
        return segments;
    }

    boolean isOn(String field) {
        return path.size() == 1 && path.get(0).name().equals(field);
    }

    /** Dates and numbers first: they are the quickest to look at. */
    int cost() {
        FieldType type = path.get(0).type();
        return path.size() * 2 - (type == FieldType.TIMESTAMP || type == FieldType.INTEGER ? 1 : 0);
    }

    boolean test(Row row) {
        Object value = row.get(path.get(0));
        return path.size() == 1 ? comparison.test(value) : anyMatches(value, 1);
    }

    private boolean anyMatches(Object value, int depth) {
        if (value instanceof Iterable<?> items && !(value instanceof JsonNode node && node.isObject())) {
            for (Object item : items) {
                if (anyMatches(item, depth)) {
                    return true;
                }
            }
            return false;
        }
        if (depth == path.size()) {
            return comparison.test(value);
        }
        return anyMatches(inside(value, path.get(depth)), depth + 1);
    }

    private static Object inside(Object value, Field part) {
        if (value instanceof Row row) {
            return row.get(part);
        }
        JsonNode found = value instanceof JsonNode node ? node.get(part.name()) : null;
        return found == null ? null : part.adopt(found);
    }
}
