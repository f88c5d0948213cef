package io.coupabridge.simulator.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** The attributes of one kind of Coupa object, in the order in which they are printed. */
final class Schema {

    private final String singular;
    private final List<Field> fields = new ArrayList<>();
    private final Map<String, Field> byName = new HashMap<>();

    Schema(String singular) {
        this.singular = singular;
    }

    /** {@code user}, {@code expense-line}, …: the element name in XML and the key in error bodies. */
    String singular() {
        return singular;
    }

    Schema add(String name, FieldType type, Function<Row, Object> source) {
        return add(Field.of(name, type, source));
    }

    Schema object(String name, FieldType type, List<Field> parts, Function<Row, Object> source) {
        return add(Field.object(name, type, source, parts));
    }

    Schema association(
            String name, FieldType type, Supplier<Table> target, List<String> embedded, Function<Row, Object> source) {
        return add(Field.association(name, type, target, source, embedded));
    }

    /** A name that can be filtered by but is never printed. */
    Schema filterOnly(String name, FieldType type, Function<Row, Object> source) {
        byName.put(name, Field.of(name, type, source));
        return this;
    }

    private Schema add(Field field) {
        fields.add(field);
        byName.put(field.name(), field);
        return this;
    }

    List<Field> fields() {
        return fields;
    }

    /** Null when there is none of that name. */
    Field find(String hyphenated) {
        return byName.get(hyphenated);
    }
}
