package io.coupabridge.runtime.message;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.coupabridge.contracts.Change;
import io.coupabridge.contracts.DiscoveredExpense;
import io.coupabridge.contracts.DiscoveredRecord;
import io.coupabridge.contracts.DiscoveredUser;
import io.coupabridge.runtime.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a record says, whatever its change and version. It is put into JSON once, for the hash and for the message, since
 * that is a good part of what a record costs.
 */
public final class Content {

    private static final int HASH_BYTES = 16;

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

    /** Equal exactly when the contents are. */
    public byte[] hash() {
        return Arrays.copyOf(Messages.sha256(json), HASH_BYTES);
    }

    /** The JSON of the record in that version. */
    byte[] published(Change change, long version) {
        byte[] head =
                ("{\"change\":\"" + change + "\",\"version\":" + version + ",").getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream whole = new ByteArrayOutputStream(head.length + json.length);
        whole.writeBytes(head);
        // behind the brace that opens it; there is always a field, since each record names its tenant
        whole.write(json, 1, json.length - 1);
        return whole.toByteArray();
    }
}
