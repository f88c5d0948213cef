package io.coupabridge.client.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;

/**
 * A page that was proven to be one: its ids ascend from the cursor on, and every required key is in some row. Only an empty
 * page is the end of a list; a short one is not (coupa-api §3.3).
 *
 * @param records with every required key, and keys in the hyphenated form; in ascending order of id; not to be changed,
 *     neither the list nor a record of it
 * @param odd the rows between them that are no records, in the order of the list. Those without a usable id at the end of a
 *     page are left out, as long as it has a usable id at all: the next page begins with them
 * @param serverTime Coupa's clock when it answered, to the second; null when the answer did not say
 * @param bytes of its JSON, unpacked
 * @param requestNanos how long the exchange took, from sending to the last byte of the answer
 */
public record Page(List<ObjectNode> records, List<OddRow> odd, Instant serverTime, int bytes, long requestNanos) {

    public Page {
        records = List.copyOf(records);
        odd = List.copyOf(odd);
    }

    /** A page without an odd row. */
    public Page(List<ObjectNode> records, Instant serverTime, int bytes, long requestNanos) {
        this(records, List.of(), serverTime, bytes, requestNanos);
    }

    /** Whether there is no row at all. */
    public boolean isEmpty() {
        return records.isEmpty() && odd.isEmpty();
    }

    /** Whether it has rows and a cursor behind them: not when no row has a usable id. */
    public boolean hasCursor() {
        return !records.isEmpty() || odd.stream().anyMatch(row -> row.id() != null);
    }

    /**
     * The cursor for the next page: the highest usable id.
     *
     * @throws IllegalStateException when there is none
     */
    public long lastId() {
        if (!hasCursor()) {
            throw new IllegalStateException("A page without a usable id has no last one.");
        }
        long lastOdd = oddIds().max().orElse(0);
        return records.isEmpty() ? lastOdd : Math.max(lastOdd, id(records.size() - 1));
    }

    /**
     * The lowest usable id.
     *
     * @throws IllegalStateException when there is none
     */
    public long firstId() {
        if (!hasCursor()) {
            throw new IllegalStateException("A page without a usable id has no first one.");
        }
        long firstOdd = oddIds().min().orElse(Long.MAX_VALUE);
        return records.isEmpty() ? firstOdd : Math.min(firstOdd, id(0));
    }

    /** The id of the record at a place, 0 for the first. */
    public long id(int place) {
        return records.get(place).get("id").longValue();
    }

    /** The usable ids of its rows, be they records or not, in ascending order. */
    public List<Long> ids() {
        List<Long> ids = new ArrayList<>(records.size() + odd.size());
        for (int place = 0; place < records.size(); place++) {
            ids.add(id(place));
        }
        if (!odd.isEmpty()) {
            oddIds().forEach(ids::add);
            Collections.sort(ids);
        }
        return ids;
    }

    /** What lies, or may lie, up to this id. */
    public Page upTo(long id) {
        return new Page(
                records.stream().filter(row -> row.get("id").longValue() <= id).toList(),
                odd.stream().filter(row -> row.mayLieUpTo(id)).toList(),
                serverTime,
                bytes,
                requestNanos);
    }

    /**
     * Whether both show the same rows without a usable id, and nothing else. If one was read from the front and the other
     * from the end of what lies behind a cursor, nothing but these rows lies there.
     */
    public boolean showsNothingBut(Page other) {
        return !hasCursor() && !other.hasCursor() && rows().equals(other.rows());
    }

    private List<ObjectNode> rows() {
        return odd.stream().map(OddRow::row).toList();
    }

    private LongStream oddIds() {
        return odd.stream().map(OddRow::id).filter(Objects::nonNull).mapToLong(Long::longValue);
    }
}
