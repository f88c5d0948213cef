package io.coupabridge.token.rejection;

import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.Topic;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Puts aside what could not be read: the original bytes, with the reason and the origin in headers. */
@Singleton
class DeadLetters {

    private static final int HEAD_OF_A_LARGE_ONE = 1024;
    private static final int TIMEOUT_MS = 10_000;

    private final Map<String, Object> kafka;
    private Producer<byte[], byte[]> producer;

    DeadLetters(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.kafka = kafka;
    }

    /**
     * Returns when the broker has it; the same record may be put aside twice.
     *
     * @throws ExecutionException when the broker does not take it
     */
    void put(ConsumerRecord<byte[], byte[]> record, String reason) throws ExecutionException, InterruptedException {
        Topic topic = Topic.ofName(record.topic()).deadLetter();
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(topic.topicName(), record.key(), value(record.value()));
        for (Header header : record.headers()) {
            letter.headers().add(header);
        }
        Headers headers = letter.headers();
        add(headers, MessageHeaders.DEAD_LETTER_REASON, reason);
        add(headers, MessageHeaders.ORIGIN_TOPIC, record.topic());
        add(headers, MessageHeaders.ORIGIN_PARTITION, Integer.toString(record.partition()));
        add(headers, MessageHeaders.ORIGIN_OFFSET, Long.toString(record.offset()));
        if (isLarge(record.value())) {
            add(headers, MessageHeaders.PAYLOAD_SHA256, sha256(record.value()));
            add(headers, MessageHeaders.PAYLOAD_BYTES, Integer.toString(record.value().length));
        }
        producer().send(letter).get();
    }

    @PreDestroy
    synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
        }
    }

    private static byte[] value(byte[] value) {
        return isLarge(value) ? Arrays.copyOf(value, HEAD_OF_A_LARGE_ONE) : value;
    }

    private static boolean isLarge(byte[] value) {
        return value != null && value.length > RejectionReader.LARGEST;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(byte[] value) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }

    private synchronized Producer<byte[], byte[]> producer() {
        if (producer == null) {
            Map<String, Object> settings = new HashMap<>(kafka);
            settings.put(ProducerConfig.ACKS_CONFIG, "all");
            settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT_MS);
            settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
            settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS / 2);
            settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
            producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        }
        return producer;
    }
}
