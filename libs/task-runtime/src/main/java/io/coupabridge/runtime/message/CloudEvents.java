package io.coupabridge.runtime.message;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.coupabridge.contracts.MessageType;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.utils.Utils;

/** Makes messages that are CloudEvents 1.0, in binary mode. Thread-safe. */
final class CloudEvents {

    private final URI source;
    private final Clock clock;

    /** @param source the URI reference of whoever writes the messages */
    CloudEvents(String source, Clock clock) {
        this.source = URI.create(source);
        this.clock = clock;
    }

    /** @param more headers beside those of a CloudEvent */
    ProducerRecord<byte[], byte[]> message(
            Topic topic, TenantId tenant, String key, MessageType type, String id, byte[] value, Header... more) {
        CloudEvent event = CloudEventBuilder.v1()
                .withId(id)
                .withSource(source)
                .withType(type.type())
                .withSubject(tenant.value())
                .withTime(clock.instant().truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC))
                .withDataContentType("application/json")
                .withData(value)
                .build();
        ProducerRecord<byte[], byte[]> message = KafkaMessageFactory.<byte[]>createWriter(
                        topic.topicName(), partition(tenant, topic), utf8(key))
                .writeBinary(event);
        for (Header header : more) {
            message.headers().add(header);
        }
        return message;
    }

    /** All records of a tenant share a partition, as if the tenant were the key. */
    static int partition(TenantId tenant, Topic topic) {
        return Utils.toPositive(Utils.murmur2(utf8(tenant.value()))) % topic.partitions();
    }

    static Header header(String name, Object value) {
        return new RecordHeader(name, utf8(value.toString()));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
