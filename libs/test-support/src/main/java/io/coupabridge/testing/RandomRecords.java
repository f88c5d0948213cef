package io.coupabridge.testing;

import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.Topic;
import io.coupabridge.secrets.EventSigner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Records that nobody should have sent: noise, and good messages with something wrong in them, with odd keys and headers.
 * The same seed makes the same ones; it is printed.
 */
public final class RandomRecords {

    private static final List<String> ODD_VALUES = List.of(
            "null",
            "true",
            "-1",
            "0",
            "1e400",
            "99999999999999999999",
            "9007199254740993",
            "\"\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"+999999999-12-31T23:59:59Z\"",
            "\"-999999999-01-01T00:00:00Z\"",
            "\"https://a b\"",
            "\"../../etc/passwd\"",
            "{}",
            "[]",
            "[".repeat(2_000),
            "{\"a\":".repeat(500) + "1" + "}".repeat(500));

    private final Random random;
    private final String template;
    private EventSigner signer;

    /** @param template a good message of the topic, as JSON */
    public RandomRecords(long seed, String template) {
        this.random = new Random(seed);
        this.template = template;
        System.out.printf("Random records of seed %d%n", seed);
    }

    /** Half of them are signed from here on: of the others nothing but the signature is looked at. */
    public RandomRecords signedBy(EventSigner eventSigner) {
        this.signer = eventSigner;
        return this;
    }

    /** Sends so many to the topic, over all its partitions. */
    public void send(String bootstrapServers, Topic topic, int count) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 5);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                sent.add(producer.send(next(topic)));
            }
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka did not take a random record.", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private ProducerRecord<byte[], byte[]> next(Topic topic) {
        RecordHeaders headers = new RecordHeaders();
        for (int i = random.nextInt(4); i > 0; i--) {
            headers.add(text(random.nextInt(20)), random.nextInt(10) == 0 ? null : noise(random.nextInt(40)));
        }
        // Kafka itself refuses a record without a key for a compacted topic
        byte[] key = key();
        byte[] accepted = key == null && topic.compacted() ? new byte[0] : key;
        byte[] value = value();
        if (signer != null && accepted != null && value != null && random.nextBoolean()) {
            headers.add(MessageHeaders.SIGNATURE, bytes(signer.sign(topic.topicName(), accepted, value)));
        }
        return new ProducerRecord<>(topic.topicName(), null, accepted, value, headers);
    }

    private byte[] key() {
        return switch (random.nextInt(5)) {
            case 0 -> null;
            case 1 -> noise(random.nextInt(80));
            default -> bytes("random-" + random.nextInt(50));
        };
    }

    private byte[] value() {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(20) == 0 ? null : noise(random.nextInt(300));
            case 1 -> bytes(text(random.nextInt(300)));
            case 2 -> bytes(ODD_VALUES.get(random.nextInt(ODD_VALUES.size())));
            case 3 -> flipped(bytes(named()));
            case 4 -> bytes(named().substring(0, random.nextInt(template.length())));
            default -> bytes(withOddField());
        };
    }

    /** The good message, of one of the tenants that keys name. */
    private String named() {
        return template.replace("TENANT", "random-" + random.nextInt(50));
    }

    private String withOddField() {
        String message = named();
        int colon = message.indexOf(':', random.nextInt(message.length()));
        int end = colon < 0 ? -1 : message.indexOf(',', colon);
        return end < 0
                ? message + "}"
                : message.substring(0, colon + 1)
                        + ODD_VALUES.get(random.nextInt(ODD_VALUES.size()))
                        + message.substring(end);
    }

    private byte[] flipped(byte[] message) {
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            message[random.nextInt(message.length)] = (byte) random.nextInt(256);
        }
        return message;
    }

    private byte[] noise(int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private String text(int length) {
        return random.ints(length, 0, 0x3000)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
