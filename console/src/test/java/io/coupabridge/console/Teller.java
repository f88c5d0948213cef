package io.coupabridge.console;

import io.coupabridge.console.json.Texts;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskAccess;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.secrets.EventSigner;
import io.coupabridge.testing.EventKeysets;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Tells of connections and runs, as token-service and a task service do. */
public final class Teller implements AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer;
    private final EventSigner signer;

    public Teller(String bootstrapServers, Path eventKeyset) {
        this.signer = EventKeysets.signerFor(eventKeyset);
        this.producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** A connection in which the roster is found like that. */
    public static ConnectionEvent connection(
            TenantId tenant, long version, ConnectionState state, String reason, TaskAccess.Verdict roster) {
        return new ConnectionEvent(
                tenant,
                version,
                state,
                reason,
                "The message of version " + version + ".",
                "VERIFIED",
                URI.create("https://northwind.coupahost.com"),
                "client",
                10,
                Map.of(ApplicationRoster.TASK, new TaskAccess(roster, "What was found of the roster.")),
                now());
    }

    public static ConnectionEvent active(TenantId tenant, long version) {
        return connection(tenant, version, ConnectionState.ACTIVE, null, TaskAccess.Verdict.GRANTED);
    }

    public static TaskEvent step(TaskEvent.Type type, UUID run, TenantId tenant, long sequence) {
        return step(type, run, tenant, sequence, null, null);
    }

    public static TaskEvent waiting(UUID run, TenantId tenant, long sequence, String message) {
        TaskEvent.Waiting waiting =
                new TaskEvent.Waiting(TaskEvent.WaitReason.THROTTLED, now().plusSeconds(60), message, now());
        return step(TaskEvent.Type.WAITING, run, tenant, sequence, waiting, null);
    }

    public static TaskEvent failed(UUID run, TenantId tenant, long sequence, TaskEvent.Failure failure) {
        return step(TaskEvent.Type.FAILED, run, tenant, sequence, null, failure);
    }

    private static TaskEvent step(
            TaskEvent.Type type,
            UUID run,
            TenantId tenant,
            long sequence,
            TaskEvent.Waiting waiting,
            TaskEvent.Failure failure) {
        boolean completed = type == TaskEvent.Type.COMPLETED;
        return new TaskEvent(
                type,
                run,
                tenant,
                ApplicationRoster.TASK,
                sequence,
                now(),
                type == TaskEvent.Type.ACCEPTED ? null : RunMode.FULL,
                completed ? new Progress(3, 4, 120, 100, 15, 3, 2, 0, 0) : null,
                waiting,
                completed ? new TaskEvent.Receipt(null, null, null, null, now(), List.of()) : null,
                failure);
    }

    public void tell(ConnectionEvent event) {
        byte[] key = bytes(event.tenantId().value());
        byte[] value = bytes(Texts.of(event));
        String signature = signer.sign(Topic.CONNECTIONS.topicName(), key, value);
        raw(Topic.CONNECTIONS, key, value, signature);
    }

    public void tell(TaskEvent event) {
        raw(Topic.TASK_EVENTS, bytes(event.tenantId().value()), bytes(Texts.of(event)), null);
    }

    /** @param signature null for none */
    public void raw(Topic topic, byte[] key, byte[] value, String signature) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic.topicName(), key, value);
        if (signature != null) {
            record.headers().add(MessageHeaders.SIGNATURE, bytes(signature));
        }
        try {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public void close() {
        producer.close();
    }
}
