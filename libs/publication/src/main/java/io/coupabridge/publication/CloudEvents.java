package io.coupabridge.publication;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Makes messages CloudEvents 1.0 of one source, in Kafka's binary mode, with JSON as their data. Thread-safe. */
public final class CloudEvents {

    private static final String ID = "ce_id";

    private final URI source;

    /** @param source the URI reference of whoever writes the messages */
    public CloudEvents(String source) {
        this.source = URI.create(source);
    }

    /**
     * The headers of an event but its id. Many events may share them: making them takes longer than all else about a message.
     *
     * @param time when it happened
     */
    public Headers headers(String type, String subject, Instant time) {
        CloudEvent event = CloudEventBuilder.v1()
                .withId(ID)
                .withSource(source)
                .withType(type)
                .withSubject(subject)
                .withTime(time.atOffset(ZoneOffset.UTC))
                .withDataContentType("application/json")
                .build();
        return KafkaMessageFactory.<Void>createWriter("the topic of no message")
                .writeBinary(event)
                .headers()
                .remove(ID);
    }

    /**
     * The message of an event.
     *
     * @param partition null when the key decides
     * @param value the JSON that is its data
     * @param id names the event for good: it has the same one when it comes twice
     * @param shared what {@link #headers} made, and others; copied
     */
    public static ProducerRecord<byte[], byte[]> message(
            String topic, Integer partition, byte[] key, byte[] value, String id, Iterable<Header> shared) {
        ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(topic, partition, key, value, shared);
        message.headers().add(ID, id.getBytes(StandardCharsets.UTF_8));
        return message;
    }
}
