package io.coupabridge.edge.kafka;

import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.Topic;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
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

    private static final int LARGEST_KEY = 1_024;

    /** What a dead letter has beside the headers that came with the message. */
    private static final Set<String> ADDED = Set.of(
            MessageHeaders.DEAD_LETTER_REASON,
            MessageHeaders.ORIGIN_TOPIC,
            MessageHeaders.ORIGIN_PARTITION,
            MessageHeaders.ORIGIN_OFFSET,
            MessageHeaders.PAYLOAD_SHA256,
            MessageHeaders.PAYLOAD_BYTES);

    private final KafkaClients kafka;
    private Producer<byte[], byte[]> producer;

    DeadLetters(KafkaClients kafka) {
        this.kafka = kafka;
    }

    /**
     * How much of a message is kept. Of a larger one it is the heads of key and payload and the payload's SHA-256.
     *
     * @param largest bytes of key, payload and headers that are kept whole
     * @param head bytes of the payload of a larger one
     */
    public record Limits(int largest, int head) {}

    /** {@link #bury(ConsumerRecord, String, Limits)}, whole if it fits on a dead-letter topic. */
    public void bury(ConsumerRecord<byte[], byte[]> record, String reason) {
        bury(record, reason, USUAL);
    }

    /**
     * When this returns, Kafka has the dead letter.
     *
     * @param reason one sentence; must not quote the payload
     * @throws KafkaException when Kafka does not take it; the message must not be acknowledged then
     */
    public void bury(ConsumerRecord<byte[], byte[]> record, String reason, Limits limits) {
        byte[] value = record.value();
        boolean large = size(record) > limits.largest();
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(
                Topic.ofName(record.topic()).deadLetter().topicName(),
                null,
                large ? head(record.key(), LARGEST_KEY) : record.key(),
                large ? head(value, limits.head()) : value);
        if (!large) {
            addOriginal(record.headers(), letter.headers());
        }
        header(letter, MessageHeaders.DEAD_LETTER_REASON, reason);
        header(letter, MessageHeaders.ORIGIN_TOPIC, record.topic());
        header(letter, MessageHeaders.ORIGIN_PARTITION, Integer.toString(record.partition()));
        header(letter, MessageHeaders.ORIGIN_OFFSET, Long.toString(record.offset()));
        if (large) {
            header(letter, MessageHeaders.PAYLOAD_BYTES, Integer.toString(length(value)));
        }
        if (large && value != null) {
            header(letter, MessageHeaders.PAYLOAD_SHA256, sha256(value));
        }
        LOG.warnf("Dead letter: %s-%d@%d. %s", record.topic(), record.partition(), record.offset(), reason);
        send(letter);
    }

    /** Whether a dead letter holds all of the message; if not, the message cannot be had again. */
    public static boolean isWhole(ConsumerRecord<byte[], byte[]> letter) {
        return letter.headers().lastHeader(MessageHeaders.PAYLOAD_BYTES) == null;
    }

    /** The message of a whole dead letter as it came to the topic, with one replay more. */
    public static ProducerRecord<byte[], byte[]> original(ConsumerRecord<byte[], byte[]> letter, Topic topic) {
        ProducerRecord<byte[], byte[]> message =
                new ProducerRecord<>(topic.topicName(), null, letter.key(), letter.value());
        addOriginal(letter.headers(), message.headers());
        message.headers().remove(MessageHeaders.REPLAYS);
        header(message, MessageHeaders.REPLAYS, Integer.toString(replays(letter) + 1));
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

    private static void addOriginal(Headers from, Headers to) {
        for (Header header : from) {
            if (!ADDED.contains(header.key())) {
                to.add(header);
            }
        }
    }

    private static String text(ConsumerRecord<byte[], byte[]> letter, String name) {
        Header header = letter.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private void send(ProducerRecord<byte[], byte[]> letter) {
        try {
            producer().send(letter).get();
        } catch (ExecutionException e) {
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

    private static int size(ConsumerRecord<byte[], byte[]> record) {
        int size = length(record.key()) + length(record.value());
        for (Header header : record.headers()) {
            size += header.key().length() + length(header.value());
        }
        return size;
    }

    private static int length(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static byte[] head(byte[] bytes, int longest) {
        return bytes == null || bytes.length <= longest ? bytes : Arrays.copyOf(bytes, longest);
    }

    private static void header(ProducerRecord<byte[], byte[]> letter, String name, String value) {
        letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(byte[] value) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
