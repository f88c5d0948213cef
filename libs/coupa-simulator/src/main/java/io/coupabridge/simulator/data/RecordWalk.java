package io.coupabridge.simulator.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Walks a table in order of id, holding the lock for one chunk at a time. */
final class RecordWalk implements Iterator<ObjectNode> {

    private static final int CHUNK = 500;

    private final DataSet data;
    private final Table table;
    private final TruthWriter truth;
    private final Deque<ObjectNode> ready = new ArrayDeque<>();
    private long from = Long.MIN_VALUE;
    private boolean ended;

    RecordWalk(DataSet data, Table table) {
        this.data = data;
        this.table = table;
        this.truth = new TruthWriter(data.time());
    }

    @Override
    public boolean hasNext() {
        if (ready.isEmpty() && !ended) {
            data.read(this::fill);
        }
        return !ready.isEmpty();
    }

    private Void fill() {
        RowCursor cursor = table.scan(from, Long.MAX_VALUE, true);
        Row row = cursor.next();
        for (; row != null && ready.size() < CHUNK; row = cursor.next()) {
            ready.add(truth.json(row));
            from = row.id() + 1;
        }
        ended = row == null;
        return null;
    }

    @Override
    public ObjectNode next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.poll();
    }
}
