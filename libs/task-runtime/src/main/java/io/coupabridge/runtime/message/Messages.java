package io.coupabridge.runtime.message;

import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.MessageType;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskCommand;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TenantErased;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.TokenRejected;
import io.coupabridge.contracts.Topic;
import io.coupabridge.contracts.VerificationWanted;
import io.coupabridge.edge.trace.TraceParent;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.json.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/** Everything that a task service writes to Kafka, as CloudEvents in binary mode. Thread-safe. */
@ApplicationScoped
public class Messages {

    private final Task task;
    private final TenantEvents events;

    @Inject
    public Messages(TaskHandler handler, Clock clock) {
        this(handler.task(), clock);
    }

    Messages(Task task, Clock clock) {
        this.task = task;
        this.events = new TenantEvents("/coupa-bridge/" + task.shortName() + "-service", clock);
    }

    public ProducerRecord<byte[], byte[]> taskEvent(TaskEvent event, TraceParent trace) {
        return message(
                Topic.TASK_EVENTS,
                event.tenantId(),
                event.tenantId().value(),
                MessageType.TASK_EVENT,
                event.commandId() + "-" + event.sequence(),
                Json.bytes(event),
                trace);
    }

    /** The messages of one publication. */
    public PageMessages page(TenantId tenant, UUID run, long page, TraceParent trace) {
        return new PageMessages(task, tenant, events, run, page, trace);
    }

    public ProducerRecord<byte[], byte[]> command(TaskCommand command) {
        return message(
                task.commandTopic(),
                command.tenantId(),
                command.tenantId().value(),
                MessageType.TASK_COMMAND,
                command.commandId().toString(),
                Json.bytes(command),
                TraceParent.of(command.commandId()));
    }

    public ProducerRecord<byte[], byte[]> tokenRejected(TokenRejected rejected, TraceParent trace) {
        return message(
                Topic.TOKEN_REJECTIONS,
                rejected.tenantId(),
                rejected.tenantId().value(),
                MessageType.TOKEN_REJECTED,
                rejected.tenantId() + "-" + rejected.task() + "-" + rejected.tokenVersion() + "-" + rejected.commandId()
                        + (rejected.finding() == null ? "" : "-" + rejected.finding()),
                Json.bytes(rejected),
                trace);
    }

    public ProducerRecord<byte[], byte[]> verificationWanted(VerificationWanted wanted, TraceParent trace) {
        return message(
                Topic.TOKEN_REJECTIONS,
                wanted.tenantId(),
                wanted.tenantId().value(),
                MessageType.VERIFICATION_WANTED,
                wanted.tenantId() + "-" + wanted.task() + "-" + wanted.commandId(),
                Json.bytes(wanted),
                trace);
    }

    public ProducerRecord<byte[], byte[]> tenantErased(TenantErased erased, TraceParent trace) {
        return message(
                Topic.TOKEN_REJECTIONS,
                erased.tenantId(),
                erased.tenantId().value(),
                MessageType.TENANT_ERASED,
                erased.tenantId() + "-" + erased.task() + "-erased-" + erased.version(),
                Json.bytes(erased),
                trace);
    }

    /** Has consumers, and the topic, forget a record. */
    public ProducerRecord<byte[], byte[]> tombstone(TenantId tenant, long recordId, TraceParent trace) {
        ProducerRecord<byte[], byte[]> tombstone = new ProducerRecord<>(
                task.recordTopic().topicName(),
                partition(tenant, task.recordTopic()),
                TenantEvents.utf8(tenant + "/" + recordId),
                null);
        tombstone.headers().add(header(trace));
        return tombstone;
    }

    private ProducerRecord<byte[], byte[]> message(
            Topic topic, TenantId tenant, String key, MessageType type, String id, byte[] value, TraceParent trace) {
        return TenantEvents.message(topic, tenant, key, id, value, events.headers(tenant, type, header(trace)));
    }

    /** All records of a tenant share a partition, as if the tenant were the key. */
    public static int partition(TenantId tenant, Topic topic) {
        return TenantEvents.partition(tenant, topic);
    }

    static Header header(TraceParent trace) {
        return TenantEvents.header(MessageHeaders.TRACEPARENT, trace);
    }
}
