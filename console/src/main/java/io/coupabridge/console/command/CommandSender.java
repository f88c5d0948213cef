package io.coupabridge.console.command;

import io.coupabridge.console.json.Texts;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.MessageType;
import io.coupabridge.contracts.TaskCommand;
import io.coupabridge.edge.kafka.KafkaClients;
import io.coupabridge.edge.trace.TraceParent;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Sends task commands as the platform does: CloudEvents in Kafka's binary mode, the tenant as the key. A task service takes
 * each command id once, so that whoever does not know whether a command has arrived sends it again. Thread-safe.
 */
@Singleton
public class CommandSender {

    private static final String SOURCE = "/coupa-bridge/console";

    private final KafkaClients kafka;
    private final Clock clock;
    private Producer<byte[], byte[]> producer;

    CommandSender(KafkaClients kafka, Clock clock) {
        this.kafka = kafka;
        this.clock = clock;
    }

    /**
     * When this returns, all in-sync replicas have the command.
     *
     * @throws KafkaException when Kafka does not take it within ten seconds; it may have it all the same
     */
    public void send(TaskCommand command) {
        try {
            producer().send(message(command)).get();
        } catch (ExecutionException e) {
            throw new KafkaException("Kafka did not take the command.", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while a command was sent.", e);
        }
    }

    ProducerRecord<byte[], byte[]> message(TaskCommand command) {
        ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(
                command.task().commandTopic().topicName(),
                bytes(command.tenantId().value()),
                bytes(Texts.of(command)));
        header(message, "ce_specversion", "1.0");
        header(message, "ce_id", command.commandId().toString());
        header(message, "ce_type", MessageType.TASK_COMMAND.type());
        header(message, "ce_source", SOURCE);
        header(message, "ce_subject", command.tenantId().value());
        header(message, "ce_time", clock.instant().toString());
        header(message, "content-type", "application/json");
        // the run's trace is the command's, so that the same command sent again belongs to the same
        header(
                message,
                MessageHeaders.TRACEPARENT,
                TraceParent.of(command.commandId()).toString());
        return message;
    }

    private static void header(ProducerRecord<byte[], byte[]> message, String name, String value) {
        message.headers().add(name, bytes(value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private synchronized Producer<byte[], byte[]> producer() {
        if (producer == null) {
            producer = kafka.producer();
        }
        return producer;
    }

    @PreDestroy
    synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
        }
    }
}
