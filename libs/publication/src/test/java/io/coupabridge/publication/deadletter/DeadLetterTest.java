package io.coupabridge.publication.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.Topic;
import io.coupabridge.publication.deadletter.DeadLetters.Limits;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

    private static final Limits LIMITS = new Limits(100_000, 100);

    @Test
    void keeps_a_message_whole_that_fits() {
        // given
        Headers headers = new RecordHeaders().add("traceparent", bytes("t"));

        // when
        ProducerRecord<byte[], byte[]> letter = letter(bytes("key"), new byte[90_000], headers);

        // then
        assertThat(letter.key()).isEqualTo(bytes("key"));
        assertThat(letter.value()).hasSize(90_000);
        assertThat(text(letter, "traceparent")).isEqualTo("t");
        assertThat(text(letter, MessageHeaders.ORIGIN_OFFSET)).isEqualTo("17");
        assertThat(text(letter, MessageHeaders.PAYLOAD_BYTES)).isNull();
    }

    @Test
    void tells_head_length_and_hash_of_a_value_that_is_too_large() throws Exception {
        // given
        byte[] value = new byte[100_001];
        Arrays.fill(value, (byte) 'v');

        // when
        ProducerRecord<byte[], byte[]> letter =
                letter(bytes("key"), value, new RecordHeaders().add("traceparent", bytes("t")));

        // then
        assertThat(letter.key()).isEqualTo(bytes("key"));
        assertThat(letter.value()).isEqualTo(Arrays.copyOf(value, 100));
        assertThat(text(letter, "traceparent")).isEqualTo("t");
        assertThat(text(letter, MessageHeaders.PAYLOAD_BYTES)).isEqualTo("100001");
        assertThat(text(letter, MessageHeaders.PAYLOAD_SHA256)).isEqualTo(sha256(value));
        assertThat(text(letter, MessageHeaders.KEY_BYTES)).isNull();
    }

    @Test
    void tells_head_length_and_hash_of_a_key_that_is_too_large() throws Exception {
        // given
        byte[] key = new byte[1_048_400];

        // when
        ProducerRecord<byte[], byte[]> letter = letter(key, null, new RecordHeaders());

        // then
        assertThat(letter.key()).hasSize(1_024);
        assertThat(text(letter, MessageHeaders.KEY_BYTES)).isEqualTo("1048400");
        assertThat(text(letter, MessageHeaders.KEY_SHA256)).isEqualTo(sha256(key));
        assertThat(text(letter, MessageHeaders.PAYLOAD_BYTES)).isEqualTo("0");
    }

    @Test
    void counts_the_bytes_of_header_names_and_keeps_the_first_headers() throws Exception {
        // given
        String name = "é".repeat(50_000);
        Headers headers = new RecordHeaders().add("first", bytes("1")).add(name, bytes("2"));

        // when
        ProducerRecord<byte[], byte[]> letter = letter(bytes("key"), bytes("value"), headers);

        // then
        assertThat(text(letter, "first")).isEqualTo("1");
        assertThat(letter.headers().lastHeader(name)).isNull();
        assertThat(text(letter, MessageHeaders.HEADERS_BYTES)).isEqualTo("100007");
        assertThat(text(letter, MessageHeaders.HEADERS_SHA256)).isEqualTo(sha256(bytes("first1" + name + "2")));
    }

    @Test
    void counts_what_kafka_adds_to_each_header() {
        // given
        Headers headers = new RecordHeaders();
        for (int i = 0; i < 20_000; i++) {
            headers.add("", null);
        }

        // when
        ProducerRecord<byte[], byte[]> letter = letter(bytes("key"), bytes("value"), headers);

        // then
        assertThat(letter.headers().toArray()).hasSizeLessThan(1_000);
        assertThat(text(letter, MessageHeaders.HEADERS_BYTES)).isEqualTo("0");
    }

    @Test
    void believes_no_header_that_claims_to_be_its_own() {
        // given
        Headers headers = new RecordHeaders().add(MessageHeaders.ORIGIN_OFFSET, bytes("planted"));

        // when
        ProducerRecord<byte[], byte[]> letter = letter(bytes("key"), bytes("value"), headers);

        // then
        assertThat(letter.headers().headers(MessageHeaders.ORIGIN_OFFSET)).hasSize(1);
        assertThat(text(letter, MessageHeaders.ORIGIN_OFFSET)).isEqualTo("17");
    }

    @Test
    void is_at_the_least_its_origin_and_reason() {
        // when
        ProducerRecord<byte[], byte[]> letter =
                new DeadLetter(record(null, new byte[10], new RecordHeaders()), "Not JSON.").least();

        // then
        assertThat(letter.key()).isEqualTo(bytes("coupa.token-rejections-3@17"));
        assertThat(letter.value()).isNull();
        assertThat(text(letter, MessageHeaders.DEAD_LETTER_REASON)).isEqualTo("Not JSON.");
        assertThat(text(letter, MessageHeaders.ORIGIN_PARTITION)).isEqualTo("3");
        assertThat(text(letter, MessageHeaders.PAYLOAD_BYTES)).isEqualTo("10");
    }

    private static ProducerRecord<byte[], byte[]> letter(byte[] key, byte[] value, Headers headers) {
        return new DeadLetter(record(key, value, headers), "Not JSON.").within(LIMITS);
    }

    private static ConsumerRecord<byte[], byte[]> record(byte[] key, byte[] value, Headers headers) {
        String topic = Topic.TOKEN_REJECTIONS.topicName();
        return new ConsumerRecord<>(
                topic, 3, 17, 0L, TimestampType.CREATE_TIME, 0, 0, key, value, headers, Optional.empty());
    }

    private static String text(ProducerRecord<byte[], byte[]> letter, String name) {
        Header header = letter.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
