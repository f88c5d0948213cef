package io.coupabridge.simulator.data;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A list of Coupa's API that a test or demo brings: what it is called, who may read it, and what its records are made of.
 * Each record also has {@code id}, {@code created-at} and {@code updated-at}. Immutable.
 */
public final class ListSpec {

    private static final String ROOT = "/api/";

    private final String resource;
    private final String singular;
    private final String scope;
    private final Map<String, FieldType> fields;

    private ListSpec(String resource, String singular, String scope, Map<String, FieldType> fields) {
        this.resource = resource;
        this.singular = singular;
        this.scope = scope;
        this.fields = fields;
    }

    /**
     * A list without fields of its own.
     *
     * @param path such as {@code /api/suppliers}
     * @param singular what one record is called, such as {@code supplier}
     * @param scope what a token needs to read it, such as {@code core.supplier.read}
     * @throws IllegalArgumentException when the path is none of a list of Coupa's
     */
    public static ListSpec of(String path, String singular, String scope) {
        if (!path.matches(ROOT + "[a-z_]+")) {
            throw new IllegalArgumentException("A list's path is like /api/suppliers, not " + path + ".");
        }
        return new ListSpec(path.substring(ROOT.length()), singular, Objects.requireNonNull(scope), Map.of());
    }

    /**
     * This list with one more field, which is null until a record is given a value.
     *
     * @param name in the hyphenated form, such as {@code display-name}
     */
    public ListSpec field(String name, FieldType type) {
        Map<String, FieldType> more = new LinkedHashMap<>(fields);
        more.put(name, type);
        return new ListSpec(resource, singular, scope, more);
    }

    /** As paths and switches call it, such as {@code suppliers}. */
    String resource() {
        return resource;
    }

    String scope() {
        return scope;
    }

    /** Without generated values: each comes with an insert or a change. */
    Schema schema() {
        Schema schema = new Schema(singular);
        schema.add("id", FieldType.INTEGER, Row::id)
                .add("created-at", FieldType.TIMESTAMP, row -> null)
                .add("updated-at", FieldType.TIMESTAMP, row -> null);
        fields.forEach((name, type) -> schema.add(name, type, row -> null));
        return schema;
    }
}
