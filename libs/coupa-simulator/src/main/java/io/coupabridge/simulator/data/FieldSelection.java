package io.coupabridge.simulator.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which fields of a record are printed, and which of those inside them (coupa-api §3.5). Immutable. */
public final class FieldSelection {

    /** A field and what is wanted inside it; null for its usual parts. */
    record Chosen(Field field, FieldSelection inside) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> NATURAL_KEYS = Set.of("id", "login", "email", "name", "code", "line-number");

    private final List<Chosen> chosen;
    private final Set<String> names;
    private final boolean withUnlisted;

    private FieldSelection(List<Chosen> chosen, boolean withUnlisted) {
        this.chosen = List.copyOf(chosen);
        this.names = chosen.stream().map(one -> one.field().name()).collect(Collectors.toSet());
        this.withUnlisted = withUnlisted;
    }

    List<Chosen> chosen() {
        return chosen;
    }

    boolean wants(String hyphenatedName) {
        return names.contains(hyphenatedName);
    }

    /** Whether fields that a change added beside the known ones are printed too. */
    boolean withUnlisted() {
        return withUnlisted;
    }

    /** Everything, with the usual parts of associations. */
    public static FieldSelection all(RecordTable records) {
        return new FieldSelection(plain(records.table().schema().fields()), true);
    }

    /** {@code return_object=limited}: ids only. */
    public static FieldSelection limited(RecordTable records) {
        return new FieldSelection(plain(List.of(records.table().schema().find("id"))), false);
    }

    /** {@code return_object=shallow}: own attributes, and the natural keys of what is one step away. */
    public static FieldSelection shallow(RecordTable records) {
        List<Chosen> chosen = new ArrayList<>();
        for (Field field : records.table().schema().fields()) {
            boolean nested = field.type() == FieldType.OBJECT || field.type() == FieldType.LIST;
            chosen.add(new Chosen(field, nested ? naturalKeys(field) : null));
        }
        return new FieldSelection(chosen, true);
    }

    private static FieldSelection naturalKeys(Field field) {
        List<Field> keys = field.parts().stream()
                .filter(part -> NATURAL_KEYS.contains(part.name()))
                .toList();
        return new FieldSelection(plain(keys), false);
    }

    private static List<Chosen> plain(List<Field> fields) {
        return fields.stream().map(field -> new Chosen(field, null)).toList();
    }

    /**
     * Reads {@code fields=["id",{"department":["name"]}]}.
     *
     * @throws BadQueryException when it is not such JSON, or names an unknown field and those are rejected
     */
    public static FieldSelection parse(RecordTable records, String json, boolean rejectUnknown) {
        JsonNode tree;
        try {
            tree = JSON.readTree(json);
        } catch (JsonProcessingException broken) {
            throw new BadQueryException("fields is not valid JSON");
        }
        if (!tree.isArray()) {
            throw new BadQueryException("fields takes a JSON array");
        }
        return parse(tree, name -> records.table().schema().find(name), rejectUnknown);
    }

    private interface Finder {
        Field find(String name);
    }

    private static FieldSelection parse(JsonNode names, Finder finder, boolean rejectUnknown) {
        List<Chosen> chosen = new ArrayList<>();
        for (JsonNode entry : names) {
            if (entry.isTextual()) {
                add(chosen, entry.textValue(), null, finder, rejectUnknown);
            } else if (entry.isObject()) {
                entry.properties()
                        .forEach(nested -> add(chosen, nested.getKey(), nested.getValue(), finder, rejectUnknown));
            } else {
                throw new BadQueryException("fields takes names and objects");
            }
        }
        return new FieldSelection(chosen, false);
    }

    private static void add(List<Chosen> chosen, String given, JsonNode inside, Finder finder, boolean rejectUnknown) {
        String name = given.replace('_', '-').replace("?", "");
        Field known = finder.find(name);
        if (known == null && rejectUnknown) {
            throw new BadQueryException("fields: " + given + " is unknown");
        }
        Field field = known != null ? known : Field.unlisted(name);
        boolean narrowed = inside != null && inside.isArray() && !inside.isEmpty();
        chosen.add(new Chosen(field, narrowed ? parse(inside, field::findPart, rejectUnknown) : null));
    }

    /** An administrator's API response filter: only these fields, by their hyphenated names. */
    public FieldSelection keep(Set<String> names) {
        return new FieldSelection(
                chosen.stream()
                        .filter(one -> names.contains(one.field().name()))
                        .toList(),
                false);
    }

    /** Without these fields, by their hyphenated names: their keys are absent. */
    public FieldSelection without(Set<String> names) {
        if (names.isEmpty()) {
            return this;
        }
        return new FieldSelection(
                chosen.stream()
                        .filter(one -> !names.contains(one.field().name()))
                        .toList(),
                withUnlisted);
    }
}
