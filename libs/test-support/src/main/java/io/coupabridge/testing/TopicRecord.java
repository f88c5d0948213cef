package io.coupabridge.testing;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record as a consumer sees it.
 *
 * @param key as text; null when it has none
 * @param value the bytes; null for an erasure
 * @param headers as text; the last one of a name
 */
public record TopicRecord(
        String topic, int partition, long offset, String key, byte[] value, Map<String, String> headers) {

    /** Reads and writes the contracts; instants as text. */
    public static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    public static TopicRecord of(ConsumerRecord<byte[], byte[]> record) {
        // a header may lack its value
        Map<String, String> headers = new HashMap<>();
        record.headers().forEach(header -> headers.put(header.key(), text(header.value())));
        return new TopicRecord(
                record.topic(), record.partition(), record.offset(), text(record.key()), record.value(), headers);
    }

    /** The header's value; null when there is none of that name. */
    public String header(String name) {
        return headers.get(name);
    }

    /** The value as text; null for an erasure. */
    public String text() {
        return text(value);
    }

    /** The value as one of the contracts, such as {@code TaskEvent}. */
    public <T> T as(Class<T> contract) {
        try {
            return JSON.readValue(value, contract);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    topic + "-" + partition + "@" + offset + " is no " + contract.getSimpleName() + ".", e);
        }
    }

    private static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
}
