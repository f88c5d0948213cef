package io.coupabridge.expense;

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

    /**
     * A line with the JSON that it was read from, for the quarantine.
     *
     * @param row the line whose row it was read from: itself, or the one that it is nested in
     */
    record Entry(CoupaExpenseLine line, ObjectNode json, CoupaExpenseLine row) {}

    private final Map<Long, Entry> entries = new LinkedHashMap<>();
    private final List<CoupaExpenseLine> lines = new ArrayList<>();
    private final List<Unmappable> unreadable = new ArrayList<>();

    static LineBatch read(Collection<ObjectNode> rows, CoveredLines covered) {
        LineBatch batch = new LineBatch();
        for (ObjectNode row : rows) {
            batch.add(row, covered.row(), null);
        }
        for (CoupaExpenseLine row : List.copyOf(batch.lines)) {
            for (ObjectNode item : row.items()) {
                batch.add(item, covered.item(), row);
            }
        }
        return batch;
    }

    /** @param nestedIn null for a row of its own */
    private void add(ObjectNode json, Predicate<CoupaExpenseLine> covered, CoupaExpenseLine nestedIn) {
        try {
            CoupaExpenseLine line = CoupaExpenseLine.of(json);
            Entry entry = new Entry(line, json, nestedIn == null ? line : nestedIn);
            if (covered.test(line) && entries.putIfAbsent(line.id(), entry) == null) {
                lines.add(line);
            }
        } catch (UnmappableExpenseException e) {
            unreadable.add(
                    nestedIn == null
                            ? Unmappable.inItsOwnRow(json, e.getMessage())
                            : Unmappable.inRow(
                                    json, e.getMessage(), nestedIn.dates().updatedAt()));
        }
    }

    Collection<Entry> entries() {
        return entries.values();
    }

    List<CoupaExpenseLine> lines() {
        return lines;
    }

    List<Unmappable> unreadable() {
        return unreadable;
    }
}
