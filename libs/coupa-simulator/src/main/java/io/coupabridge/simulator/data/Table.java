package io.coupabridge.simulator.data;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;

/**
 * All records of one kind: those the instance started with, which are computed from seed and id whenever they are
 * read, under the changes made since. Callers hold the data set's lock.
 */
final class Table {

    private final Schema schema;
    private final IdSpace base;
    private final LongUnaryOperator baseUpdatedAt;
    private final NavigableMap<Long, RowChange> changes;
    private long nextId;
    private int count;

    /** @param baseUpdatedAt the generated {@code updated-at} of an id, in epoch seconds, for fast window scans */
    Table(Schema schema, IdSpace base, LongUnaryOperator baseUpdatedAt) {
        this(schema, base, baseUpdatedAt, new TreeMap<>(), base.next(), base.count());
    }

    private Table(
            Schema schema,
            IdSpace base,
            LongUnaryOperator baseUpdatedAt,
            NavigableMap<Long, RowChange> changes,
            long nextId,
            int count) {
        this.schema = schema;
        this.base = base;
        this.baseUpdatedAt = baseUpdatedAt;
        this.changes = changes;
        this.nextId = nextId;
        this.count = count;
    }

    Schema schema() {
        return schema;
    }

    IdSpace base() {
        return base;
    }

    int count() {
        return count;
    }

    /** Null when there is no such record. */
    Row row(long id) {
        RowChange change = changes.get(id);
        if (change != null) {
            return change.deleted() ? null : new Row(this, id, change);
        }
        return base.indexOf(id) >= 0 ? new Row(this, id, null) : null;
    }

    /** As {@link #row}, but never null: associations outlive what they point to. */
    Row rowOrGenerated(long id) {
        return new Row(this, id, changes.get(id));
    }

    RowChange changeOf(long id) {
        return changes.get(id);
    }

    /** As generated; a changed one is in the change. */
    long generatedUpdatedAt(long id) {
        return baseUpdatedAt.applyAsLong(id);
    }

    long allocateId() {
        return nextId++;
    }

    /** Stores fields that differ from what the record is now; makes the record when there is none. */
    void put(long id, ObjectNode fields) {
        RowChange before = changes.get(id);
        boolean isNew = row(id) == null;
        ObjectNode patch = before == null || before.deleted()
                ? JsonNodeFactory.instance.objectNode()
                : before.patch().deepCopy();
        patch.setAll(fields);
        changes.put(id, new RowChange(false, patch));
        nextId = Math.max(nextId, id + 1);
        count += isNew ? 1 : 0;
    }

    /** @return whether there was such a record */
    boolean delete(long id) {
        Row row = row(id);
        if (row == null) {
            return false;
        }
        ObjectNode last = row.change() == null
                ? JsonNodeFactory.instance.objectNode()
                : row.change().patch();
        changes.put(id, new RowChange(true, last));
        count--;
        return true;
    }

    /** The records with ids from {@code low} to {@code high}, both included, in order of id. */
    RowCursor scan(long low, long high, boolean ascending) {
        Map<Long, RowChange> range = low > high ? Map.of() : directed(changes.subMap(low, true, high, true), ascending);
        return new RowCursor(this, range, low, high, ascending);
    }

    private static NavigableMap<Long, RowChange> directed(NavigableMap<Long, RowChange> map, boolean ascending) {
        return ascending ? map : map.descendingMap();
    }
}
