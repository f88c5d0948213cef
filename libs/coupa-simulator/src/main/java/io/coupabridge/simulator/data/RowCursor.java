package io.coupabridge.simulator.data;

import java.util.Iterator;
import java.util.Map;

/** Walks a range of ids, merging the generated records with the changed, inserted and deleted ones. */
final class RowCursor {

    private final Table table;
    private final IdSpace base;
    private final boolean ascending;
    private final int lastIndex;
    private final Iterator<Map.Entry<Long, RowChange>> changes;
    private int index;
    private Map.Entry<Long, RowChange> change;

    RowCursor(Table table, Map<Long, RowChange> changes, long low, long high, boolean ascending) {
        this.table = table;
        this.base = table.base();
        this.ascending = ascending;
        int lowest = base.ceilingIndex(low);
        int highest = low > high ? lowest - 1 : base.floorIndex(high);
        this.index = ascending ? lowest : highest;
        this.lastIndex = ascending ? highest : lowest;
        this.changes = changes.entrySet().iterator();
        advanceChange();
    }

    private void advanceChange() {
        change = changes.hasNext() ? changes.next() : null;
    }

    /** Null at the end. */
    Row next() {
        while (true) {
            boolean hasBase = ascending ? index <= lastIndex : index >= lastIndex;
            if (!hasBase && change == null) {
                return null;
            }
            long baseId = hasBase ? base.idAt(index) : 0;
            if (change == null || hasBase && precedes(baseId, change.getKey())) {
                index += ascending ? 1 : -1;
                return new Row(table, baseId, null);
            }
            Map.Entry<Long, RowChange> current = change;
            if (hasBase && baseId == current.getKey()) {
                index += ascending ? 1 : -1;
            }
            advanceChange();
            if (!current.getValue().deleted()) {
                return new Row(table, current.getKey(), current.getValue());
            }
        }
    }

    private boolean precedes(long baseId, long changedId) {
        return ascending ? baseId < changedId : baseId > changedId;
    }
}
