package io.coupabridge.testing.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.MessageType;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess;
import io.coupabridge.contracts.TaskCommand;
import io.coupabridge.contracts.TaskCommand.Kind;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.contracts.TenantErased;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.contracts.Topic;
import io.coupabridge.secrets.EventSigner;
import io.coupabridge.secrets.Sealer;
import io.coupabridge.secrets.Secret;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/**
 * What surrounds a task service, for its tests: the platform that sends commands and reads what comes of them, and
 * token-service's messages. It reads what was written since it was made. Thread-safe but for the reading methods.
 */
public final class Platform implements AutoCloseable {

    private final String bootstrapServers;
    private final Task task;
    private final Sealer tokens;
    private final EventSigner events;
    private final KafkaProducer<byte[], byte[]> producer;

    /** What others wrote before concerns nobody here: topics are shared by many tests. */
    private final Instant since = Instant.now();

    /**
     * @param tokens seals with the keyset that the service opens with
     * @param events signs what the service's public keyset verifies
     */
    public Platform(String bootstrapServers, Task task, Sealer tokens, EventSigner events) {
        this.bootstrapServers = bootstrapServers;
        this.task = task;
        this.tokens = tokens;
        this.events = events;
        this.producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers, ProducerConfig.ACKS_CONFIG, "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Tells of a connection whose task has this verdict, at 25 requests a second. */
    public void connection(
            TenantId tenant,
            long version,
            ConnectionState state,
            TaskAccess.Verdict verdict,
            String message,
            URI origin) {
        event(Topic.CONNECTIONS, tenant, json(connection(tenant, version, state, verdict, message, origin, 25)));
    }

    /** An active connection of a tenant whose task was refused then. */
    public void refused(TenantId tenant, long version, TaskAccess refusal, URI origin) {
        event(
                Topic.CONNECTIONS,
                tenant,
                json(connection(tenant, version, ConnectionState.ACTIVE, refusal, origin, 25)));
    }

    /** Publishes a token for the tenant, usable for a day from that instant on. */
    public void token(TenantId tenant, long version, String token, URI origin, int ceiling, Instant usableFrom) {
        TokenEvent event = new TokenEvent(
                TokenEvent.Status.ISSUED,
                tenant,
                task,
                version,
                1,
                origin,
                usableFrom,
                usableFrom.plus(Duration.ofDays(1)),
                ceiling,
                null);
        String sealed = tokens.seal(Secret.of(token), event.associatedData());
        event(task.tokenTopic(), tenant, json(event.withSealedToken(sealed)));
    }

    /** Tells that the tenant has no token any more. */
    public void revoked(TenantId tenant, long version) {
        TokenEvent event =
                new TokenEvent(TokenEvent.Status.REVOKED, tenant, task, version, 1, null, null, null, 25, null);
        event(task.tokenTopic(), tenant, json(event));
    }

    /** An active connection with its task granted. @param ceiling requests a second */
    public void ceiling(TenantId tenant, long version, URI origin, int ceiling) {
        event(
                Topic.CONNECTIONS,
                tenant,
                json(connection(
                        tenant,
                        version,
                        ConnectionState.ACTIVE,
                        TaskAccess.Verdict.GRANTED,
                        "All is well.",
                        origin,
                        ceiling)));
    }

    /**
     * An active connection with its task granted, and a token that has been usable for a minute.
     *
     * @param ceiling requests a second
     */
    public void connected(TenantId tenant, URI origin, String token, int ceiling) {
        ceiling(tenant, 1, origin, ceiling);
        token(tenant, 1, token, origin, ceiling, Instant.now().minusSeconds(60));
    }

    /** Tells that the tenant was erased, with that version of its connection. */
    public void erased(TenantId tenant, long version) {
        ConnectionEvent event = new ConnectionEvent(
                tenant,
                version,
                ConnectionState.DISCONNECTED,
                null,
                "The tenant was erased.",
                "ERASED",
                null,
                null,
                25,
                Map.of(),
                null,
                version,
                Instant.now());
        event(Topic.CONNECTIONS, tenant, json(event));
    }

    /** Tells that a tenant that was erased is connected again. */
    public void connectedAgain(TenantId tenant, long version, long erasedVersion, URI origin) {
        ConnectionEvent event = connection(
                tenant, version, ConnectionState.ACTIVE, TaskAccess.Verdict.GRANTED, "All is well.", origin, 25);
        event(
                Topic.CONNECTIONS,
                tenant,
                json(new ConnectionEvent(
                        tenant,
                        version,
                        event.state(),
                        null,
                        event.message(),
                        "SAVED",
                        origin,
                        event.clientId(),
                        25,
                        event.tasks(),
                        null,
                        erasedVersion,
                        event.changedAt())));
    }

    /** What this task's service has told token-service of erasures of the tenant. */
    public List<TenantErased> erasures(TenantId tenant) {
        return TopicReader.readAll(bootstrapServers, Topic.TOKEN_REJECTIONS, since).stream()
                .filter(record -> tenant.value().equals(record.key())
                        && MessageType.TENANT_ERASED.type().equals(record.header("ce_type")))
                .map(record -> record.as(TenantErased.class))
                .toList();
    }

    /** Has the instance grant a token of the task's scope to one of its clients, as token-service would. */
    public String grant(URI origin, String clientId, String clientSecret) {
        String form = "grant_type=client_credentials&client_id=" + clientId + "&client_secret=" + clientSecret
                + "&scope=" + task.scope();
        HttpRequest request = HttpRequest.newBuilder(origin.resolve("/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        try {
            HttpResponse<byte[]> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
            return TopicRecord.JSON.readTree(answer.body()).path("access_token").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Sends a command to run the task. */
    public UUID run(TenantId tenant, RunMode mode) {
        return command(new TaskCommand(
                Kind.RUN, UUID.randomUUID(), tenant, task, mode, null, null, null, null, "a test", Instant.now()));
    }

    /** The same with a header {@code traceparent}. */
    public UUID run(TenantId tenant, RunMode mode, String traceparent) {
        UUID id = UUID.randomUUID();
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                task.commandTopic().topicName(),
                bytes(tenant.value()),
                json(new TaskCommand(
                        Kind.RUN, id, tenant, task, mode, null, null, null, null, "a test", Instant.now())));
        record.headers().add(MessageHeaders.TRACEPARENT, bytes(traceparent));
        send(record);
        return id;
    }

    /** Sends a command to cancel that one. */
    public UUID cancel(TenantId tenant, UUID command) {
        return command(new TaskCommand(
                Kind.CANCEL, UUID.randomUUID(), tenant, task, null, null, null, null, command, null, null));
    }

    public UUID command(TaskCommand command) {
        raw(task.commandTopic(), bytes(command.tenantId().value()), json(command));
        return command.commandId();
    }

    public void raw(Topic topic, byte[] key, byte[] value) {
        send(new ProducerRecord<>(topic.topicName(), key, value));
    }

    /** An event of token-service, whatever its value is. */
    public void event(Topic topic, TenantId tenant, byte[] value) {
        byte[] key = bytes(tenant.value());
        signed(topic, key, value, events.sign(topic.topicName(), key, value));
    }

    /** The same with a signature that need not be right. */
    public void signed(Topic topic, byte[] key, byte[] value, String signature) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic.topicName(), key, value);
        record.headers().add(MessageHeaders.SIGNATURE, bytes(signature));
        send(record);
    }

    /** The events of a command in their order, up to its outcome. */
    public List<TaskEvent> awaitOutcome(UUID command, Duration atMost) {
        try (TopicReader reader = TopicReader.open(bootstrapServers, Topic.TASK_EVENTS, since)) {
            reader.awaitAll(
                    seen -> events(seen, command).stream()
                            .anyMatch(event -> event.type().terminal()),
                    atMost);
            return events(reader.seen(), command);
        }
    }

    /** The last of {@link #awaitOutcome}. */
    public TaskEvent outcome(UUID command, Duration atMost) {
        List<TaskEvent> events = awaitOutcome(command, atMost);
        return events.get(events.size() - 1);
    }

    /** Waits until an event of that type tells of the command. */
    public TaskEvent awaitEvent(UUID command, TaskEvent.Type type, Duration atMost) {
        try (TopicReader reader = TopicReader.open(bootstrapServers, Topic.TASK_EVENTS, since)) {
            return reader.await(
                            record -> tellsOf(record, command) && event(record).type() == type, atMost)
                    .as(TaskEvent.class);
        }
    }

    /**
     * The event that says for this reason that the run waits. Another wait may come before it: a command may be read before
     * what another topic tells of its tenant.
     */
    public TaskEvent awaitWait(UUID command, WaitReason reason, Duration atMost) {
        try (TopicReader reader = TopicReader.open(bootstrapServers, Topic.TASK_EVENTS, since)) {
            return reader.await(record -> tellsOf(record, command) && waits(event(record), reason), atMost)
                    .as(TaskEvent.class);
        }
    }

    private static boolean waits(TaskEvent event, WaitReason reason) {
        return event.type() == TaskEvent.Type.WAITING && event.waiting().reason() == reason;
    }

    /** All that a {@code read_committed} consumer holds of the tenant's records. */
    public List<TopicRecord> records(TenantId tenant) {
        return TopicReader.readAll(bootstrapServers, task.recordTopic(), since).stream()
                .filter(record -> record.key().startsWith(tenant + "/"))
                .toList();
    }

    /** An increment ends before the second in which it starts, for that second may still see changes. */
    public static void awaitNextSecond() {
        long now = Instant.now().getEpochSecond();
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> Instant.now().getEpochSecond() > now);
    }

    @Override
    public void close() {
        producer.close();
    }

    private static List<TaskEvent> events(List<TopicRecord> records, UUID command) {
        return records.stream()
                .filter(record -> tellsOf(record, command))
                .map(Platform::event)
                .toList();
    }

    /** Most events tell of other commands, and need not be parsed to see it. */
    private static boolean tellsOf(TopicRecord record, UUID command) {
        return record.text().contains(command.toString())
                && event(record).commandId().equals(command);
    }

    private static TaskEvent event(TopicRecord record) {
        return record.as(TaskEvent.class);
    }

    private ConnectionEvent connection(
            TenantId tenant,
            long version,
            ConnectionState state,
            TaskAccess.Verdict verdict,
            String message,
            URI origin,
            int ceiling) {
        return connection(tenant, version, state, new TaskAccess(verdict, message), origin, ceiling);
    }

    private ConnectionEvent connection(
            TenantId tenant, long version, ConnectionState state, TaskAccess access, URI origin, int ceiling) {
        return new ConnectionEvent(
                tenant,
                version,
                state,
                null,
                access.message(),
                "TEST",
                origin,
                "client-" + tenant,
                ceiling,
                Map.of(task, access),
                Instant.now());
    }

    private static byte[] json(Object value) {
        try {
            return TopicRecord.JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        try {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka did not take a message of the test.", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
