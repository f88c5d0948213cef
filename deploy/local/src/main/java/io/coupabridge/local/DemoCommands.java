package io.coupabridge.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.coupabridge.contracts.MessageType;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskCommand;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.testing.TopicRecord;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends task commands as the platform does: CloudEvents in Kafka's binary mode, the tenant as the key. */
final class DemoCommands implements AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer;
    private final Clock clock;

    DemoCommands(String bootstrapServers, Clock clock) {
        this.clock = clock;
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Sends a command to run a task; returns when the broker has it. */
    void run(UUID id, String tenant, Task task, RunMode mode) {
        Instant now = clock.instant();
        TaskCommand command = new TaskCommand(
                TaskCommand.Kind.RUN, id, new TenantId(tenant), task, mode, null, null, null, null, "demo", now);
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(task.commandTopic().topicName(), bytes(tenant), json(command));
        Map<String, String> headers = Map.of(
                "ce_specversion",
                "1.0",
                "ce_id",
                id.toString(),
                "ce_type",
                MessageType.TASK_COMMAND.type(),
                "ce_source",
                "/demo",
                "ce_subject",
                tenant,
                "ce_time",
                now.toString(),
                "content-type",
                "application/json");
        headers.forEach((name, value) -> record.headers().add(name, bytes(value)));
        try {
            producer.send(record).get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new DemoException("Kafka did not take the command for " + tenant + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoException("Interrupted.", e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }

    private static byte[] json(TaskCommand command) {
        try {
            return TopicRecord.JSON
                    .writer()
                    .without(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .writeValueAsBytes(command);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
