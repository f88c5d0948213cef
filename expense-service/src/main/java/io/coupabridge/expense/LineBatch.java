package io.coupabridge.expense;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.runtime.handler.MappedPage.Unmappable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The lines that one answer of Coupa's brings, each once: those in rows of their own, and the items that are nested in
 * them. A row of its own goes before the same line nested.
 */
final class LineBatch {

    /** A line with the JSON that it was read from, for the quarantine. */
    record Entry(CoupaExpenseLine line, ObjectNode json) {}

    private final Map<Long, Entry> entries = new LinkedHashMap<>();
    private final List<Unmappable> unreadable = new ArrayList<>();

    static LineBatch read(Collection<ObjectNode> rows, CoveredLines covered) {
        LineBatch batch = new LineBatch();
        rows.forEach(row -> batch.add(row, covered.row()));
        for (Entry row : List.copyOf(batch.entries.values())) {
            row.line().items().forEach(item -> batch.add(item, covered.item()));
        }
        return batch;
    }

    private void add(ObjectNode json, Predicate<CoupaExpenseLine> covered) {
        try {
            CoupaExpenseLine line = CoupaExpenseLine.of(json);
            if (covered.test(line)) {
                entries.putIfAbsent(line.id(), new Entry(line, json));
            }
        } catch (UnmappableExpenseException e) {
            unreadable.add(unmappable(json, e));
        }
    }

    static Unmappable unmappable(ObjectNode json, UnmappableExpenseException reason) {
        JsonNode id = json.path("id");
        String recordId = id.isValueNode() && !id.isNull() ? id.asText() : "unknown";
        return new Unmappable(recordId, reason.getMessage(), json);
    }

    Collection<Entry> entries() {
        return entries.values();
    }

    Collection<Long> ids() {
        return entries.keySet();
    }

    Collection<CoupaExpenseLine> lines() {
        return entries.values().stream().map(Entry::line).toList();
    }

    List<Unmappable> unreadable() {
        return unreadable;
    }
}
