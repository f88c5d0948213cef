package io.coupabridge.simulator.data;

import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** One attribute of a Coupa object: its names, its type, and where its value comes from. */
final class Field {

    private final String name;
    private final FieldType type;
    private final Function<Row, Object> source;
    private final Supplier<Table> target;
    private final List<Field> parts;
    private final SerializedString key;
    private final SerializedString snakeKey;
    private final SerializedString aliasKey;

    private Field(
            String name, FieldType type, Function<Row, Object> source, Supplier<Table> target, List<Field> parts) {
        this.name = name;
        this.type = type;
        this.source = source;
        this.target = target;
        this.parts = parts;
        this.key = new SerializedString(name);
        this.snakeKey = new SerializedString(name.replace('-', '_'));
        this.aliasKey = new SerializedString(name + "?");
    }

    static Field of(String name, FieldType type, Function<Row, Object> source) {
        return new Field(name, type, source, null, List.of());
    }

    /** A plain object, or a list of them, with these parts. */
    static Field object(String name, FieldType type, Function<Row, Object> source, List<Field> parts) {
        return new Field(name, type, source, null, parts);
    }

    /** A record of another table, or a list of them, of which these parts are embedded. */
    static Field association(
            String name, FieldType type, Supplier<Table> target, Function<Row, Object> source, List<String> embedded) {
        return new Field(
                name,
                type,
                source,
                target,
                embedded.stream().map(part -> of(part, null, row -> null)).toList());
    }

    /** A part of a plain object: it has a name and a type, the object has the value. */
    static Field part(String name, FieldType type) {
        return of(name, type, row -> null);
    }

    /** A name outside the schema: it has a value only where a change gave it one. */
    static Field unlisted(String name) {
        return new Field(name, FieldType.STRING, null, null, List.of());
    }

    boolean isUnlisted() {
        return source == null;
    }

    String name() {
        return name;
    }

    FieldType type() {
        return type;
    }

    SerializedString key(boolean snake) {
        return snake ? snakeKey : key;
    }

    SerializedString aliasKey() {
        return aliasKey;
    }

    boolean isAssociation() {
        return target != null;
    }

    Table target() {
        return target.get();
    }

    /** The fields under this one that are embedded when nobody chooses. */
    List<Field> parts() {
        return isAssociation()
                ? parts.stream().map(part -> target().schema().find(part.name)).toList()
                : parts;
    }

    /** A field that may be chosen or filtered by under this one; null when there is none of that name. */
    Field findPart(String hyphenated) {
        if (isAssociation()) {
            return target().schema().find(hyphenated);
        }
        return parts.stream()
                .filter(part -> part.name.equals(hyphenated))
                .findFirst()
                .orElse(null);
    }

    boolean hasDecimal(String part) {
        Field found = findPart(part);
        return found != null && found.type == FieldType.DECIMAL;
    }

    Object generate(Row row) {
        return source == null ? null : source.apply(row);
    }

    /**
     * The value that a change gave to this field. What does not fit the type stays what it is: a change may well plant
     * what no client can read.
     */
    Object adopt(JsonNode changed) {
        if (changed.isNull()) {
            return null;
        }
        if (type == FieldType.TIMESTAMP && changed.isTextual()) {
            return stamp(changed.textValue());
        }
        if (type == FieldType.DECIMAL && changed.isValueNode()) {
            return decimal(changed.asText());
        }
        if (target != null && type == FieldType.OBJECT && changed.path("id").canConvertToLong()) {
            return target().rowOrGenerated(changed.get("id").longValue());
        }
        if (changed.isTextual()) {
            return changed.textValue();
        }
        if (changed.isBoolean()) {
            return changed.booleanValue();
        }
        return changed.isIntegralNumber() ? (Object) changed.longValue() : changed;
    }

    private static Object stamp(String text) {
        try {
            return new Stamp(CompanyTime.parse(text));
        } catch (IllegalArgumentException noDate) {
            return text;
        }
    }

    private static Object decimal(String text) {
        try {
            BigDecimal number = new BigDecimal(text);
            boolean fits = number.precision() <= 18 && number.scale() >= 0 && number.scale() <= 9;
            return fits ? new Decimal(number.unscaledValue().longValueExact(), number.scale()) : text;
        } catch (NumberFormatException noNumber) {
            return text;
        }
    }
}
