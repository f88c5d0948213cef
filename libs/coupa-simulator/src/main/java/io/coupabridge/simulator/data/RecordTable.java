package io.coupabridge.simulator.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * All records of one kind as they truly are, and the ways to change them. Field names may be given with hyphens or
 * underscores. Every change sets {@code updated-at} to the company's present second, unless the change names one.
 * Thread-safe.
 */
public final class RecordTable {

    private final DataSet data;
    private final Table table;
    private final TruthWriter truth;
    private final String scope;

    RecordTable(DataSet data, Table table, String scope) {
        this.data = data;
        this.table = table;
        this.truth = new TruthWriter(data.time());
        this.scope = scope;
    }

    Table table() {
        return table;
    }

    DataSet dataSet() {
        return data;
    }

    /** What a token needs to read them. */
    public String scope() {
        return scope;
    }

    /** What one record is called, such as {@code user} or {@code expense-line}. */
    public String kind() {
        return table.schema().singular();
    }

    public int count() {
        return data.read(table::count);
    }

    /** The record with all its fields, names hyphenated, decimals as strings, whatever the switches say. */
    public Optional<ObjectNode> get(long id) {
        return data.read(() -> Optional.ofNullable(table.row(id)).map(truth::json));
    }

    /**
     * Every record in order of id. Each is read as it is when the stream reaches it; a change during the walk does not
     * disturb it.
     */
    public Stream<ObjectNode> stream() {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(
                        new RecordWalk(data, table), Spliterator.ORDERED | Spliterator.NONNULL),
                false);
    }

    public List<ObjectNode> list() {
        return stream().toList();
    }

    public List<Long> ids() {
        return data.read(() -> {
            List<Long> ids = new ArrayList<>(table.count());
            RowCursor cursor = table.scan(Long.MIN_VALUE, Long.MAX_VALUE, true);
            for (Row row = cursor.next(); row != null; row = cursor.next()) {
                ids.add(row.id());
            }
            return ids;
        });
    }

    /** Adds a plausible record, created now. @return its id */
    public long insert() {
        return insert(JsonNodeFactory.instance.objectNode());
    }

    /**
     * Adds a record, created now: these fields as given, the others plausible. An {@code id} may be given.
     *
     * @return its id
     */
    public long insert(ObjectNode fields) {
        return data.write(() -> {
            ObjectNode given = hyphenated(fields);
            JsonNode wanted = given.remove("id");
            long id = wanted == null ? table.allocateId() : wanted.longValue();
            ObjectNode all = Defaults.of(data, table, id);
            all.setAll(given);
            return store(id, all);
        });
    }

    /** Adds so many plausible records, all created in the same second. @return their ids */
    public List<Long> insert(int count) {
        return insert(count, JsonNodeFactory.instance.objectNode());
    }

    /** Adds so many records with these fields, all created in the same second. @return their ids */
    public List<Long> insert(int count, ObjectNode fields) {
        return data.write(() -> {
            List<Long> ids = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                ids.add(insert(fields));
            }
            return ids;
        });
    }

    /** So many different records, chosen by the seed, in order of id; all when there are fewer. */
    public List<Long> sample(int count, long seed) {
        java.util.SplittableRandom random = new java.util.SplittableRandom(seed);
        List<Long> chosen = new ArrayList<>();
        List<Long> ids = ids();
        for (int i = 0; i < ids.size(); i++) {
            // selection sampling: each record with the chance that makes the sample come out full
            if (random.nextInt(ids.size() - i) < count - chosen.size()) {
                chosen.add(ids.get(i));
            }
        }
        return chosen;
    }

    /** Changes these records as an administrator or an expense report's way might, all in the same second. */
    public void change(List<Long> ids) {
        data.write(() -> {
            ids.forEach(id -> {
                requireRow(id);
                update(id, Defaults.change(data, table, id));
            });
            return null;
        });
    }

    private long store(long id, ObjectNode fields) {
        table.put(id, fields);
        JsonNode report = fields.get("expense-report-id");
        if (table == data.lineTable() && report != null && report.isIntegralNumber()) {
            data.attach(id, report.longValue());
        }
        return id;
    }

    /**
     * Changes fields of a record. An association is changed by its id: {@code {"manager":{"id":88}}}.
     *
     * @throws NoSuchElementException when there is no such record
     */
    public void update(long id, ObjectNode fields) {
        data.write(() -> {
            requireRow(id);
            ObjectNode patch = hyphenated(fields);
            if (!patch.has("updated-at")) {
                patch.put("updated-at", data.now());
            }
            store(id, patch);
            data.touchRelated(table, id, patch.get("updated-at").textValue());
            return id;
        });
    }

    /** Changes one field. */
    public void update(long id, String field, Object value) {
        update(id, scalar(field, value));
    }

    private static ObjectNode scalar(String field, Object value) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        if (value == null) {
            return fields.putNull(field);
        }
        if (value instanceof JsonNode json) {
            fields.set(field, json);
            return fields;
        }
        if (value instanceof Boolean flag) {
            return fields.put(field, flag);
        }
        if (value instanceof Number number && !(value instanceof java.math.BigDecimal)) {
            return fields.put(field, number.longValue());
        }
        return fields.put(field, value.toString());
    }

    /** Sets {@code updated-at} of all these records to the same, present second and changes nothing else. */
    public void touch(List<Long> ids) {
        data.write(() -> {
            String now = data.now();
            ids.forEach(id -> {
                requireRow(id);
                data.touch(table, id, now);
            });
            return null;
        });
    }

    /** Deletes a record without a trace: Coupa keeps no tombstones. */
    public void delete(long id) {
        data.write(() -> {
            if (!table.delete(id)) {
                throw missing(id);
            }
            return null;
        });
    }

    /** A user leaves: {@code active} becomes false. */
    public void deactivate(long userId) {
        update(userId, JsonNodeFactory.instance.objectNode().put("active", false));
    }

    /** Puts an expense line on another report, or on none with null. */
    public void move(long lineId, Long reportId) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        update(
                lineId,
                reportId == null ? fields.putNull("expense-report-id") : fields.put("expense-report-id", reportId));
    }

    private void requireRow(long id) {
        if (table.row(id) == null) {
            throw missing(id);
        }
    }

    private NoSuchElementException missing(long id) {
        return new NoSuchElementException("There is no " + kind() + " with the id " + id + ".");
    }

    private static ObjectNode hyphenated(ObjectNode fields) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        fields.properties().forEach(entry -> result.set(entry.getKey().replace('_', '-'), entry.getValue()));
        return result;
    }
}
