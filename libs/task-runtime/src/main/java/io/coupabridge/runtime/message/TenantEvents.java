package io.coupabridge.runtime.message;

import io.coupabridge.contracts.MessageType;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.publication.CloudEvents;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.utils.Utils;

/** Makes messages about a tenant: it is their subject, and has a partition of each topic. Thread-safe. */
final class TenantEvents {

    private final CloudEvents cloudEvents;
    private final Clock clock;

    /** @param source the URI reference of whoever writes the messages */
    TenantEvents(String source, Clock clock) {
        this.cloudEvents = new CloudEvents(source);
        this.clock = clock;
    }

    /**
     * The headers of events that happen now, but their ids.
     *
     * @param more headers beside those of a CloudEvent
     */
    Headers headers(TenantId tenant, MessageType type, Header... more) {
        Headers headers =
                cloudEvents.headers(type.type(), tenant.value(), clock.instant().truncatedTo(ChronoUnit.MILLIS));
        for (Header header : more) {
            headers.add(header);
        }
        return headers;
    }

    /** @param headers of that tenant, shared by all messages that have them */
    static ProducerRecord<byte[], byte[]> message(
            Topic topic, TenantId tenant, String key, String id, byte[] value, Headers headers) {
        return CloudEvents.message(topic.topicName(), partition(tenant, topic), utf8(key), value, id, headers);
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
