package io.coupabridge.publication;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Makes messages CloudEvents 1.0 of one source, in Kafka's binary mode, with JSON as their data. Thread-safe. */
public final class CloudEvents {

    private final URI source;

    /** @param source the URI reference of whoever writes the messages */
    public CloudEvents(String source) {
        this.source = URI.create(source);
    }

    /**
     * The message with the headers of a CloudEvent.
     *
     * @param bare where it goes, its key, and the JSON that is its data; headers and time of its own are not taken
     * @param id names the event for good: it has the same one when it comes twice
     * @param time when it happened
     */
    public ProducerRecord<byte[], byte[]> event(
            ProducerRecord<byte[], byte[]> bare, String id, String type, String subject, Instant time) {
        CloudEvent event = CloudEventBuilder.v1()
                .withId(id)
                .withSource(source)
                .withType(type)
                .withSubject(subject)
                .withTime(time.atOffset(ZoneOffset.UTC))
                .withDataContentType("application/json")
                .withData(bare.value())
                .build();
        return KafkaMessageFactory.<byte[]>createWriter(bare.topic(), bare.partition(), bare.key())
                .writeBinary(event);
    }
}
