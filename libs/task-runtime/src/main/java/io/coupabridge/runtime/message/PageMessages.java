package io.coupabridge.runtime.message;

import io.coupabridge.contracts.Change;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.MessageType;
import io.coupabridge.contracts.QuarantinedRecord;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.trace.TraceParent;
import io.coupabridge.runtime.json.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** What one publication says of the records of its pages. Used by one thread. */
public final class PageMessages {

    /** Of a SHA-256, these name a record. */
    private static final int HASH_BYTES = 16;

    private final Task task;
    private final TenantId tenant;
    private final UUID run;
    private final long page;
    private final Headers ofRecords;
    private final Headers ofQuarantined;
    private final MessageDigest sha256 = sha256();

    PageMessages(Task task, TenantId tenant, TenantEvents events, UUID run, long page, TraceParent trace) {
        this.task = task;
        this.tenant = tenant;
        this.run = run;
        this.page = page;
        Header[] place = {
            TenantEvents.header(MessageHeaders.RUN_ID, run),
            TenantEvents.header(MessageHeaders.PAGE, page),
            Messages.header(trace)
        };
        this.ofRecords = events.headers(tenant, task.messageType(), place);
        this.ofQuarantined = events.headers(tenant, MessageType.QUARANTINED_RECORD, place);
    }

    /** @param content of a record of this tenant */
    public ProducerRecord<byte[], byte[]> record(Content content, Change change, long version) {
        String recordId = Long.toString(content.recordId());
        return TenantEvents.message(
                task.recordTopic(),
                tenant,
                tenant + "/" + recordId,
                nameOf(recordId) + "-" + version,
                content.published(change, version),
                ofRecords);
    }

    /** @param position among the messages of the publication: the same record may be put aside twice, or have no id */
    public ProducerRecord<byte[], byte[]> quarantined(QuarantinedRecord record, int position) {
        return TenantEvents.message(
                task.quarantineTopic(),
                tenant,
                tenant + "/" + record.recordId(),
                run + "-" + page + "-" + position,
                Json.bytes(record),
                ofQuarantined);
    }

    /** A hash of tenant, task and record (design §3). */
    private String nameOf(String recordId) {
        byte[] hash = sha256.digest(TenantEvents.utf8(tenant + "\n" + task + "\n" + recordId));
        return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
