package io.coupabridge.runtime.message;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.coupabridge.contracts.Change;
import io.coupabridge.contracts.DiscoveredExpense;
import io.coupabridge.contracts.DiscoveredRecord;
import io.coupabridge.contracts.DiscoveredUser;
import io.coupabridge.runtime.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/**
 * What a record says, whatever its change and version. It is put into JSON once, for the hash and for the message, since
 * that is a good part of what a record costs.
 */
public final class Content {

    private static final XXHash64 HASH = XXHashFactory.safeInstance().hash64();

    /** Any two that differ will do; ledgers hold what these make. */
    private static final long FIRST_SEED = 0;

    private static final long SECOND_SEED = 1;

    private static final ObjectWriter WRITER = Json.MAPPER
            .copy()
            .addMixIn(DiscoveredUser.class, WithoutVersion.class)
            .addMixIn(DiscoveredExpense.class, WithoutVersion.class)
            .writer();

    private final DiscoveredRecord record;
    private final byte[] json;

    private Content(DiscoveredRecord record, byte[] json) {
        this.record = record;
        this.json = json;
    }

    @JsonIgnoreProperties({"change", "version"})
    private interface WithoutVersion {}

    /** @throws IllegalStateException when the record has no JSON form, which is a fault of this program */
    public static Content of(DiscoveredRecord record) {
        return new Content(record, Json.bytes(WRITER, record));
    }

    DiscoveredRecord record() {
        return record;
    }

    /**
     * 128 bits, equal when the contents are. Others differ, but for chance; it is not made to withstand whoever may write a
     * record at Coupa and wants a change of it to go unseen (ADR 15).
     */
    public byte[] hash() {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(HASH.hash(json, 0, json.length, FIRST_SEED))
                .putLong(HASH.hash(json, 0, json.length, SECOND_SEED))
                .array();
    }

    /** The JSON of the record in that version. */
    byte[] published(Change change, long version) {
        byte[] head =
                ("{\"change\":\"" + change + "\",\"version\":" + version + ",").getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(head, head.length + json.length - 1);
        // behind the brace that opens it; there is always a field, since each record names its tenant
        System.arraycopy(json, 1, whole, head.length, json.length - 1);
        return whole;
    }
}
