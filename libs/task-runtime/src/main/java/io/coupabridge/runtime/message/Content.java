package io.coupabridge.runtime.message;

import io.coupabridge.contracts.Change;
import io.coupabridge.contracts.DiscoveredRecord;
import io.coupabridge.runtime.json.RecordJson;
import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/** What a record says, whatever its change and version: as JSON, made once for the hash and for the message. */
public final class Content {

    /** The faster ones are native code, or use what a later Java takes away. */
    private static final XXHash64 XX_HASH = XXHashFactory.safeInstance().hash64();

    /** Any two that differ will do; ledgers hold what these make. */
    private static final long FIRST_SEED = 0;

    private static final long SECOND_SEED = 1;

    private final long recordId;

    /** An object; behind its first brace stands what each version has behind its head. */
    private final byte[] json;

    private final byte[] hash;

    private Content(long recordId, byte[] json) {
        this.recordId = recordId;
        this.json = json;
        this.hash = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(XX_HASH.hash(json, 1, json.length - 1, FIRST_SEED))
                .putLong(XX_HASH.hash(json, 1, json.length - 1, SECOND_SEED))
                .array();
    }

    /** @throws IllegalStateException when the record has no JSON form, which is a fault of this program */
    public static Content of(DiscoveredRecord record) {
        return new Content(record.recordId(), RecordJson.of(record));
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
    byte[] published(Change change, long version) {
        byte[] head = TenantEvents.utf8("{\"change\":\"" + change + "\",\"version\":" + version + ",");
        byte[] whole = Arrays.copyOf(head, head.length + json.length - 1);
        System.arraycopy(json, 1, whole, head.length, json.length - 1);
        return whole;
    }
}
