package io.coupabridge.publication.deadletter;

import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.kafka.KafkaClients;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;

/**
 * Puts what cannot be read on the dead-letter topic beside its own: the original key, bytes and headers, the reason and
 * the origin. At least once. Thread-safe.
 */
@ApplicationScoped
public class DeadLetters {

    private static final Logger LOG = Logger.getLogger(DeadLetters.class);

    /** A larger record would not fit on the dead-letter topic. */
    private static final Limits USUAL = new Limits(900_000, 16_384);

    private final KafkaClients kafka;
    private final MeterRegistry metrics;
    private Producer<byte[], byte[]> producer;

    DeadLetters(KafkaClients kafka, MeterRegistry metrics) {
        this.kafka = kafka;
        this.metrics = metrics;
    }

    /**
     * How much of a message is kept. Of a larger one it is the heads of key, headers and payload, their sizes and SHA-256.
     *
     * @param largest bytes of key, payload and headers that are kept whole
     * @param head bytes of the payload of a larger one
     */
    public record Limits(int largest, int head) {}

    /** Counts the dead letters of a topic from zero, so that the first one is an increase. */
    public void countFromZero(Topic topic) {
        for (boolean kept : new boolean[] {true, false}) {
            counter(topic.topicName(), kept);
        }
    }

    /** {@link #bury(ConsumerRecord, String, Limits)}, whole if it fits on a dead-letter topic. */
    public void bury(ConsumerRecord<byte[], byte[]> record, String reason) {
        bury(record, reason, USUAL);
    }

    /** {@link #bury(Map, Limits)} of one. */
    public void bury(ConsumerRecord<byte[], byte[]> record, String reason, Limits limits) {
        bury(Map.of(record, reason), limits);
    }

    /** {@link #bury(Map, Limits)}, whole if they fit on a dead-letter topic. */
    public void bury(Map<ConsumerRecord<byte[], byte[]>, String> reasons) {
        bury(reasons, USUAL);
    }

    /**
     * When this returns, Kafka has the dead letters, in the map's order. If it refuses even origin and reason for their size,
     * they are logged and counted, since nothing would ever help.
     *
     * @param reasons one sentence for each message; must not quote the payload
     * @throws KafkaException when Kafka does not take them; the messages must not be acknowledged then
     */
    private void bury(Map<ConsumerRecord<byte[], byte[]>, String> reasons, Limits limits) {
        Map<DeadLetter, Future<RecordMetadata>> sent = new LinkedHashMap<>();
        reasons.forEach((record, reason) -> {
            DeadLetter letter = new DeadLetter(record, reason);
            sent.put(letter, producer().send(letter.within(limits)));
        });
        sent.keySet().stream()
                .findFirst()
                .ifPresent(first -> LOG.warnf("Dead letter: %s (and %d more)", first, sent.size() - 1));
        sent.forEach((letter, whole) -> {
            boolean kept = taken(whole) || taken(producer().send(letter.least()));
            if (!kept) {
                LOG.errorf("Lost, as its dead-letter topic takes no letter; raise max.message.bytes: %s", letter);
            }
            counter(letter.origin(), kept).increment();
        });
    }

    private Counter counter(String topic, boolean kept) {
        return Counter.builder("coupabridge.dead.letters")
                .description("Messages that could not be read or used")
                .tag("topic", topic)
                .tag("kept", Boolean.toString(kept))
                .register(metrics);
    }

    /** Whether a dead letter holds all of the message; if not, the message cannot be had again. */
    public static boolean isWhole(ConsumerRecord<byte[], byte[]> letter) {
        return letter.headers().lastHeader(MessageHeaders.PAYLOAD_BYTES) == null;
    }

    /** The message of a whole dead letter as it came to the topic, with one replay more. */
    public static ProducerRecord<byte[], byte[]> original(ConsumerRecord<byte[], byte[]> letter, Topic topic) {
        ProducerRecord<byte[], byte[]> message =
                new ProducerRecord<>(topic.topicName(), null, letter.key(), letter.value());
        DeadLetter.addOriginal(letter.headers(), message.headers());
        message.headers().remove(MessageHeaders.REPLAYS);
        String replays = Integer.toString(replays(letter) + 1);
        message.headers().add(MessageHeaders.REPLAYS, replays.getBytes(StandardCharsets.UTF_8));
        return message;
    }

    /** How often the message of a dead letter was replayed before. */
    public static int replays(ConsumerRecord<byte[], byte[]> letter) {
        String replays = text(letter, MessageHeaders.REPLAYS);
        return replays.matches("\\d{1,6}") ? Integer.parseInt(replays) : 0;
    }

    /** Why the message is a dead letter; an empty text when nobody said so. */
    public static String reason(ConsumerRecord<byte[], byte[]> letter) {
        return text(letter, MessageHeaders.DEAD_LETTER_REASON);
    }

    private static String text(ConsumerRecord<byte[], byte[]> letter, String name) {
        Header header = letter.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** False when Kafka will never take the letter, as it is too large or the topic wants something else. */
    private static boolean taken(Future<RecordMetadata> sent) {
        try {
            sent.get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RecordTooLargeException
                    || e.getCause() instanceof RecordBatchTooLargeException
                    || e.getCause() instanceof InvalidRecordException) {
                return false;
            }
            throw new KafkaException("The dead letter could not be written.", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while writing a dead letter.", e);
        }
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
