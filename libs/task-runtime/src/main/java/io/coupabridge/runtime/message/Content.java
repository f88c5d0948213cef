package io.coupabridge.runtime.message;

import io.coupabridge.contracts.Change;
import io.coupabridge.contracts.DiscoveredRecord;
import io.coupabridge.runtime.json.RecordJson;
import java.util.Arrays;

/**
 * What a record says, whatever its change and version. It is put into JSON once, for the hash and for the message, since
 * that is a good part of what a record costs.
 */
public final class Content {

    private static final int FIRST_HEAD = RecordVersion.FIRST.head().length;

    private final long recordId;

    /** Of its first version. */
    private final byte[] first;

    private final byte[] hash;

    private Content(long recordId, byte[] first) {
        this.recordId = recordId;
        this.first = first;
        this.hash = TwoXxHashes.of(first, FIRST_HEAD);
    }

    /** @throws IllegalStateException when the record has no JSON form, which is a fault of this program */
    public static Content of(DiscoveredRecord record) {
        return of(record, new RecordJson());
    }

    /**
     * @param json may make others, before and after
     * @throws IllegalStateException as {@link #of(DiscoveredRecord)}
     */
    public static Content of(DiscoveredRecord record, RecordJson json) {
        return new Content(record.recordId(), json.of(record, Change.NEW, 1));
    }

    public long recordId() {
        return recordId;
    }

    /**
     * 128 bits, equal when the contents are. Others differ, but for chance; it is not made to withstand whoever may write a
     * record at Coupa and wants a change of it to go unseen (ADR 15). Not to be changed.
     */
    public byte[] hash() {
        return hash;
    }

    /** The JSON of the record in that version. */
    byte[] published(RecordVersion version) {
        if (version.is(Change.NEW, 1)) {
            return first;
        }
        byte[] head = version.head();
        byte[] whole = Arrays.copyOf(head, head.length + first.length - FIRST_HEAD);
        System.arraycopy(first, FIRST_HEAD, whole, head.length, first.length - FIRST_HEAD);
        return whole;
    }
}
