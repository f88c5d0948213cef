package io.coupabridge.runtime.message;

import io.coupabridge.contracts.Change;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.MessageType;
import io.coupabridge.contracts.QuarantinedRecord;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.trace.TraceParent;
import io.coupabridge.runtime.json.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * What one publication says of the records of its pages. A tenant's records are alike but for a few bytes: what they share
 * is made once. Used by one thread.
 */
public final class PageMessages {

    /** Of a SHA-256, these name a record. */
    private static final int HASH_BYTES = 16;

    private static final byte[] HEX = Messages.utf8("0123456789abcdef");

    private final Task task;
    private final TenantId tenant;
    private final UUID run;
    private final long page;
    private final Clock clock;
    private final CloudEventHeaders.Shared ofRecords;
    private final CloudEventHeaders.Shared ofQuarantined;
    private final MessageDigest sha256 = sha256();
    private final byte[] identity;
    private final String keyPrefix;
    private final int partition;

    /** Of the last record: those of a page are mostly of one version. */
    private RecordVersion ofVersion = RecordVersion.FIRST;

    PageMessages(
            Task task,
            TenantId tenant,
            CloudEventHeaders cloudEvents,
            Clock clock,
            UUID run,
            long page,
            TraceParent trace) {
        this.task = task;
        this.tenant = tenant;
        this.run = run;
        this.page = page;
        this.clock = clock;
        Header[] place = {
            CloudEventHeaders.header(MessageHeaders.RUN_ID, run.toString()),
            CloudEventHeaders.header(MessageHeaders.PAGE, Long.toString(page)),
            Messages.header(trace)
        };
        this.ofRecords = cloudEvents.shared(task.messageType(), tenant, place);
        this.ofQuarantined = cloudEvents.shared(MessageType.QUARANTINED_RECORD, tenant, place);
        this.identity = Messages.utf8(tenant + "\n" + task + "\n");
        this.keyPrefix = tenant + "/";
        this.partition = Messages.partition(tenant, task.recordTopic());
    }

    /** @param content of a record of this tenant */
    public ProducerRecord<byte[], byte[]> record(Content content, Change change, long version) {
        if (!ofVersion.is(change, version)) {
            ofVersion = RecordVersion.of(change, version);
        }
        String recordId = Long.toString(content.recordId());
        return message(
                task.recordTopic(),
                partition,
                recordId,
                content.published(ofVersion),
                ofRecords.of(eventId(recordId), clock.millis()));
    }

    /** @param place among the messages of the publication: the same record may be put aside twice, or have no id */
    public ProducerRecord<byte[], byte[]> quarantined(QuarantinedRecord record, int place) {
        return message(
                task.quarantineTopic(),
                Messages.partition(tenant, task.quarantineTopic()),
                record.recordId(),
                Json.bytes(record),
                ofQuarantined.of(Messages.utf8(run + "-" + page + "-" + place), clock.millis()));
    }

    private ProducerRecord<byte[], byte[]> message(
            Topic topic, int topicPartition, String recordId, byte[] value, Header... headers) {
        return new OutgoingRecord(
                topic.topicName(), topicPartition, Messages.utf8(keyPrefix.concat(recordId)), value, headers);
    }

    /** A hash of tenant, task and record, and behind it the version (design §3). */
    private byte[] eventId(String recordId) {
        sha256.update(identity);
        byte[] hash = sha256.digest(Messages.utf8(recordId));
        byte[] suffix = ofVersion.idSuffix();
        byte[] id = new byte[2 * HASH_BYTES + suffix.length];
        for (int i = 0; i < HASH_BYTES; i++) {
            id[2 * i] = HEX[hash[i] >> 4 & 0xF];
            id[2 * i + 1] = HEX[hash[i] & 0xF];
        }
        System.arraycopy(suffix, 0, id, 2 * HASH_BYTES, suffix.length);
        return id;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
