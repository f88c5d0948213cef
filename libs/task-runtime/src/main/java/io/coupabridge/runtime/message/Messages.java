package io.coupabridge.runtime.message;

import io.coupabridge.contracts.Change;
import io.coupabridge.contracts.DiscoveredRecord;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.MessageType;
import io.coupabridge.contracts.QuarantinedRecord;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskCommand;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.TokenRejected;
import io.coupabridge.contracts.Topic;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.json.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;

/** Everything that a task service writes to Kafka, as CloudEvents in binary mode. Thread-safe. */
@ApplicationScoped
public class Messages {

    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(Messages::sha256);

    private final Task task;
    private final CloudEventHeaders cloudEvents;
    private final Clock clock;

    @Inject
    Messages(TaskHandler handler, Clock clock) {
        this(handler.task(), clock);
    }

    Messages(Task task, Clock clock) {
        this.task = task;
        this.cloudEvents = new CloudEventHeaders("/coupa-bridge/" + task.shortName() + "-service");
        this.clock = clock;
    }

    public ProducerRecord<byte[], byte[]> taskEvent(TaskEvent event) {
        return message(
                Topic.TASK_EVENTS,
                event.tenantId(),
                event.tenantId().value(),
                MessageType.TASK_EVENT,
                event.commandId() + "-" + event.sequence(),
                Json.bytes(event));
    }

    public ProducerRecord<byte[], byte[]> record(Content content, Change change, long version, UUID run, long page) {
        DiscoveredRecord record = content.record();
        MessageType type =
                task == Task.APPLICATION_ROSTER ? MessageType.DISCOVERED_USER : MessageType.DISCOVERED_EXPENSE;
        ProducerRecord<byte[], byte[]> message = message(
                task.recordTopic(),
                record.tenantId(),
                record.tenantId() + "/" + record.recordId(),
                type,
                identity(record) + "-" + version,
                content.published(change, version));
        return fromPage(message, run, page);
    }

    /** @param place among the messages of the publication: the same record may be put aside twice, or have no id */
    public ProducerRecord<byte[], byte[]> quarantined(QuarantinedRecord record, long page, int place) {
        ProducerRecord<byte[], byte[]> message = message(
                task.quarantineTopic(),
                record.tenantId(),
                record.tenantId() + "/" + record.recordId(),
                MessageType.QUARANTINED_RECORD,
                record.commandId() + "-" + page + "-" + place,
                Json.bytes(record));
        return fromPage(message, record.commandId(), page);
    }

    public ProducerRecord<byte[], byte[]> command(TaskCommand command) {
        return message(
                task.commandTopic(),
                command.tenantId(),
                command.tenantId().value(),
                MessageType.TASK_COMMAND,
                command.commandId().toString(),
                Json.bytes(command));
    }

    public ProducerRecord<byte[], byte[]> tokenRejected(TokenRejected rejected) {
        return message(
                Topic.TOKEN_REJECTIONS,
                rejected.tenantId(),
                rejected.tenantId().value(),
                MessageType.TOKEN_REJECTED,
                rejected.tenantId() + "-" + rejected.task() + "-" + rejected.tokenVersion() + "-"
                        + rejected.commandId(),
                Json.bytes(rejected));
    }

    private String identity(DiscoveredRecord record) {
        String name = record.tenantId() + "\n" + task + "\n" + record.recordId();
        return HexFormat.of().formatHex(SHA_256.get().digest(utf8(name)), 0, 16);
    }

    private ProducerRecord<byte[], byte[]> message(
            Topic topic, TenantId tenant, String key, MessageType type, String id, byte[] value) {
        return new ProducerRecord<>(
                topic.topicName(),
                partition(tenant, topic),
                utf8(key),
                value,
                cloudEvents.headers(type, id, tenant, clock.millis()));
    }

    private static ProducerRecord<byte[], byte[]> fromPage(
            ProducerRecord<byte[], byte[]> message, UUID run, long page) {
        message.headers().add(MessageHeaders.RUN_ID, utf8(run.toString()));
        message.headers().add(MessageHeaders.PAGE, utf8(Long.toString(page)));
        return message;
    }

    /** All records of a tenant share a partition, as if the tenant were the key. */
    public static int partition(TenantId tenant, Topic topic) {
        return Utils.toPositive(Utils.murmur2(utf8(tenant.value()))) % topic.partitions();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
