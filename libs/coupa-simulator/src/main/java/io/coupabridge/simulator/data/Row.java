package io.coupabridge.simulator.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.LongFunction;

/** One record, its values computed when asked for. Valid while the data set's lock is held. */
final class Row {

    private final Table table;
    private final long id;
    private final RowChange change;
    private Object generated;

    Row(Table table, long id, RowChange change) {
        this.table = table;
        this.id = id;
        this.change = change;
    }

    long id() {
        return id;
    }

    Table table() {
        return table;
    }

    /** What its generator knows about it, made once. A row belongs to one thread. */
    @SuppressWarnings("unchecked")
    <T> T generated(LongFunction<T> generator) {
        if (generated == null) {
            generated = generator.apply(id);
        }
        return (T) generated;
    }

    /** The changed value of a field, or null when it was not changed. */
    JsonNode changed(String name) {
        return change == null ? null : change.patch().get(name);
    }

    RowChange change() {
        return change;
    }

    /**
     * One of: null, String, Boolean, Long, {@link Decimal}, {@link Stamp}, {@code JsonNode}, {@link Row}, or a list of
     * the last two.
     */
    Object get(Field field) {
        JsonNode changed = changed(field.name());
        return changed != null ? field.adopt(changed) : field.generate(this);
    }
}
