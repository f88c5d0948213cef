package io.coupabridge.publication.deadletter;

import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.Topic;
import io.coupabridge.publication.deadletter.DeadLetters.Limits;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Utils;

/** The dead letter of one record: whole, cut to the heads of what is too large, or reduced to origin and reason. Pure. */
final class DeadLetter {

    /** What a dead letter has beside the headers that came with the message. */
    static final Set<String> ADDED = Set.of(
            MessageHeaders.DEAD_LETTER_REASON,
            MessageHeaders.ORIGIN_TOPIC,
            MessageHeaders.ORIGIN_PARTITION,
            MessageHeaders.ORIGIN_OFFSET,
            MessageHeaders.PAYLOAD_SHA256,
            MessageHeaders.PAYLOAD_BYTES,
            MessageHeaders.KEY_SHA256,
            MessageHeaders.KEY_BYTES,
            MessageHeaders.HEADERS_SHA256,
            MessageHeaders.HEADERS_BYTES);

    private static final int LARGEST_KEY = 1_024;
    private static final int LARGEST_HEADERS = 8_192;

    /** Kafka writes two lengths for each header, of at most this many bytes. */
    private static final int LENGTHS = 10;

    private final ConsumerRecord<byte[], byte[]> record;
    private final String reason;

    DeadLetter(ConsumerRecord<byte[], byte[]> record, String reason) {
        this.record = record;
        this.reason = reason;
    }

    /** With all of the message, if that is not larger than the limits say. */
    ProducerRecord<byte[], byte[]> within(Limits limits) {
        long whole = (long) length(record.key()) + length(record.value()) + size(record.headers());
        return whole > limits.largest() ? cut(limits) : whole();
    }

    /** Origin and reason alone. */
    ProducerRecord<byte[], byte[]> least() {
        // with a key, for a topic that is compacted by mistake
        ProducerRecord<byte[], byte[]> letter = letter(bytes(place()), null);
        addOrigin(letter);
        header(letter, MessageHeaders.PAYLOAD_BYTES, length(record.value()));
        return letter;
    }

    /** The topic of the message. */
    String origin() {
        return record.topic();
    }

    /** Where the message is and what is wrong with it; nothing of what it holds. */
    @Override
    public String toString() {
        return place() + ". " + reason;
    }

    /** Those that came with the message. */
    static void addOriginal(Headers from, Headers to) {
        for (Header header : from) {
            if (!ADDED.contains(header.key())) {
                to.add(header);
            }
        }
    }

    private ProducerRecord<byte[], byte[]> whole() {
        ProducerRecord<byte[], byte[]> letter = letter(record.key(), record.value());
        addOriginal(record.headers(), letter.headers());
        addOrigin(letter);
        return letter;
    }

    private ProducerRecord<byte[], byte[]> cut(Limits limits) {
        byte[] key = record.key();
        byte[] value = record.value();
        ProducerRecord<byte[], byte[]> letter = letter(head(key, LARGEST_KEY), head(value, limits.head()));
        boolean allHeaders = size(record.headers()) <= LARGEST_HEADERS;
        if (allHeaders) {
            addOriginal(record.headers(), letter.headers());
        } else {
            addFirst(letter.headers());
        }
        addOrigin(letter);
        header(letter, MessageHeaders.PAYLOAD_BYTES, length(value));
        if (value != null) {
            header(letter, MessageHeaders.PAYLOAD_SHA256, hex(digest().digest(value)));
        }
        if (length(key) > LARGEST_KEY) {
            header(letter, MessageHeaders.KEY_BYTES, length(key));
            header(letter, MessageHeaders.KEY_SHA256, hex(digest().digest(key)));
        }
        if (!allHeaders) {
            addSumOfHeaders(letter);
        }
        return letter;
    }

    private String place() {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }

    private void addFirst(Headers kept) {
        long size = 0;
        for (Header header : record.headers()) {
            size += size(header);
            if (size > LARGEST_HEADERS) {
                return;
            }
            if (!ADDED.contains(header.key())) {
                kept.add(header);
            }
        }
    }

    private void addSumOfHeaders(ProducerRecord<byte[], byte[]> letter) {
        MessageDigest digest = digest();
        long bytes = 0;
        for (Header header : record.headers()) {
            byte[] name = bytes(header.key());
            byte[] value = header.value() == null ? new byte[0] : header.value();
            digest.update(name);
            digest.update(value);
            bytes += name.length + value.length;
        }
        header(letter, MessageHeaders.HEADERS_BYTES, bytes);
        header(letter, MessageHeaders.HEADERS_SHA256, hex(digest.digest()));
    }

    private ProducerRecord<byte[], byte[]> letter(byte[] key, byte[] value) {
        return new ProducerRecord<>(Topic.ofName(record.topic()).deadLetter().topicName(), null, key, value);
    }

    private void addOrigin(ProducerRecord<byte[], byte[]> letter) {
        header(letter, MessageHeaders.DEAD_LETTER_REASON, reason);
        header(letter, MessageHeaders.ORIGIN_TOPIC, record.topic());
        header(letter, MessageHeaders.ORIGIN_PARTITION, record.partition());
        header(letter, MessageHeaders.ORIGIN_OFFSET, record.offset());
    }

    private static void header(ProducerRecord<byte[], byte[]> letter, String name, Object value) {
        letter.headers().add(name, bytes(value.toString()));
    }

    private static long size(Headers headers) {
        long size = 0;
        for (Header header : headers) {
            size += size(header);
        }
        return size;
    }

    private static long size(Header header) {
        return (long) Utils.utf8Length(header.key()) + length(header.value()) + LENGTHS;
    }

    private static int length(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static byte[] head(byte[] bytes, int longest) {
        return bytes == null || bytes.length <= longest ? bytes : Arrays.copyOf(bytes, longest);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
