package io.coupabridge.runtime.message;

import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.Topic;
import io.coupabridge.runtime.configuration.KafkaClients;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;

/**
 * Puts what cannot be read on the dead-letter topic beside its own: the original key, bytes and headers, the reason and
 * the origin. At least once. Thread-safe.
 */
@ApplicationScoped
public class DeadLetters {

    private static final Logger LOG = Logger.getLogger(DeadLetters.class);

    /** A larger record would not fit on the dead-letter topic: the heads of key and payload and its SHA-256 are kept. */
    private static final int LARGEST = 900_000;

    private static final int HEAD = 16_384;
    private static final int LARGEST_KEY = 1_024;

    private final KafkaClients kafka;
    private Producer<byte[], byte[]> producer;

    DeadLetters(KafkaClients kafka) {
        this.kafka = kafka;
    }

    /**
     * When this returns, Kafka has the dead letter.
     *
     * @param reason one sentence; must not quote the payload
     * @throws KafkaException when Kafka does not take it; the message must not be acknowledged then
     */
    public void bury(ConsumerRecord<byte[], byte[]> record, String reason) {
        byte[] value = record.value();
        boolean large = size(record) > LARGEST;
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(
                Topic.ofName(record.topic()).deadLetter().topicName(),
                null,
                large ? head(record.key(), LARGEST_KEY) : record.key(),
                large ? head(value, HEAD) : value);
        if (!large) {
            record.headers().forEach(letter.headers()::add);
        }
        header(letter, MessageHeaders.DEAD_LETTER_REASON, reason);
        header(letter, MessageHeaders.ORIGIN_TOPIC, record.topic());
        header(letter, MessageHeaders.ORIGIN_PARTITION, Integer.toString(record.partition()));
        header(letter, MessageHeaders.ORIGIN_OFFSET, Long.toString(record.offset()));
        if (large && value != null) {
            header(letter, MessageHeaders.PAYLOAD_SHA256, sha256(value));
            header(letter, MessageHeaders.PAYLOAD_BYTES, Integer.toString(value.length));
        }
        LOG.warnf("Dead letter: %s-%d@%d. %s", record.topic(), record.partition(), record.offset(), reason);
        send(letter);
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
