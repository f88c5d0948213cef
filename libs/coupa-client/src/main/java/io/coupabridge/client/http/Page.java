package io.coupabridge.client.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/**
 * A page that was proven to be one: every record has the required keys, and the ids ascend from the cursor on. Only an
 * empty page is the end of a list; a short one is not (coupa-api §3.3).
 *
 * @param records with keys in the hyphenated form; in ascending order of id; not to be changed, neither the
 *     list nor a record of it
 * @param serverTime Coupa's clock when it answered, to the second; null when the answer did not say
 * @param bytes of its JSON, unpacked
 * @param requestNanos how long the exchange took, from sending to the last byte of the answer
 */
public record Page(List<ObjectNode> records, Instant serverTime, int bytes, long requestNanos) {

    public Page {
        records = List.copyOf(records);
    }

    public boolean isEmpty() {
        return records.isEmpty();
    }

    /**
     * The cursor for the next page.
     *
     * @throws IllegalStateException when the page is empty
     */
    public long lastId() {
        if (isEmpty()) {
            throw new IllegalStateException("An empty page has no last id.");
        }
        return id(records.size() - 1);
    }

    /** The id of the record at a place, 0 for the first. */
    public long id(int place) {
        return records.get(place).get("id").longValue();
    }
}
