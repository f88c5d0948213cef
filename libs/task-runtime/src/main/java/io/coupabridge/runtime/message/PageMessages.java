package io.coupabridge.runtime.message;

import io.coupabridge.contracts.Change;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.MessageType;
import io.coupabridge.contracts.QuarantinedRecord;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.runtime.json.Json;
import io.coupabridge.runtime.message.Content.Head;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * What one publication says of the records of its pages. A tenant's records are alike but for a few bytes: what they share
 * is made once. Used by one thread.
 */
public final class PageMessages {

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
    private Head head = Head.of(Change.NEW, 1);

    PageMessages(Task task, TenantId tenant, CloudEventHeaders cloudEvents, Clock clock, UUID run, long page) {
        this.task = task;
        this.tenant = tenant;
        this.run = run;
        this.page = page;
        this.clock = clock;
        Header[] place = {
            CloudEventHeaders.header(MessageHeaders.RUN_ID, run.toString()),
            CloudEventHeaders.header(MessageHeaders.PAGE, Long.toString(page))
        };
        MessageType type =
                task == Task.APPLICATION_ROSTER ? MessageType.DISCOVERED_USER : MessageType.DISCOVERED_EXPENSE;
        this.ofRecords = cloudEvents.shared(type, tenant, place);
        this.ofQuarantined = cloudEvents.shared(MessageType.QUARANTINED_RECORD, tenant, place);
        this.identity = Messages.utf8(tenant + "\n" + task + "\n");
        this.keyPrefix = tenant + "/";
        this.partition = Messages.partition(tenant, task.recordTopic());
    }

    /** @param content of a record of this tenant */
    public ProducerRecord<byte[], byte[]> record(Content content, Change change, long version) {
        if (!head.is(change, version)) {
            head = Head.of(change, version);
        }
        String recordId = Long.toString(content.recordId());
        String id = identity(recordId) + "-" + version;
        return message(
                task.recordTopic(), partition, recordId, content.published(head), ofRecords.of(id, clock.millis()));
    }

    /** @param place among the messages of the publication: the same record may be put aside twice, or have no id */
    public ProducerRecord<byte[], byte[]> quarantined(QuarantinedRecord record, int place) {
        return message(
                task.quarantineTopic(),
                Messages.partition(tenant, task.quarantineTopic()),
                record.recordId(),
                Json.bytes(record),
                ofQuarantined.of(run + "-" + page + "-" + place, clock.millis()));
    }

    private ProducerRecord<byte[], byte[]> message(
            Topic topic, int topicPartition, String recordId, byte[] value, List<Header> headers) {
        return new ProducerRecord<>(
                topic.topicName(), topicPartition, Messages.utf8(keyPrefix.concat(recordId)), value, headers);
    }

    /** Of tenant, task and record (design §3). */
    private String identity(String recordId) {
        sha256.update(identity);
        return HexFormat.of().formatHex(sha256.digest(Messages.utf8(recordId)), 0, 16);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
