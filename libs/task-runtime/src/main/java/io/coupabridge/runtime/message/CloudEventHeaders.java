package io.coupabridge.runtime.message;

import io.coupabridge.contracts.MessageType;
import io.coupabridge.contracts.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The attributes of a CloudEvent 1.0 as Kafka headers (binary mode). Made here and not by a library, since every record has
 * them and most of them are the same for all; {@code MessagesTest} reads them with the library. Thread-safe.
 */
final class CloudEventHeaders {

    private static final Header VERSION = header("ce_specversion", "1.0");
    private static final Header JSON = header("content-type", "application/json");

    private final Header source;
    private final Map<MessageType, Header> types = new EnumMap<>(MessageType.class);

    /** Many messages are made in the same millisecond. */
    private volatile Time last = new Time(0, header("ce_time", Instant.EPOCH.toString()));

    /** @param source the URI reference of whoever writes the messages */
    CloudEventHeaders(String source) {
        this.source = header("ce_source", source);
        for (MessageType type : MessageType.values()) {
            types.put(type, header("ce_type", type.type()));
        }
    }

    private record Time(long millis, Header header) {}

    /** @param millis when it happened, since the epoch */
    Headers headers(MessageType type, String id, TenantId tenant, long millis) {
        return new RecordHeaders(new Header[] {
            VERSION,
            header("ce_id", id),
            types.get(type),
            source,
            header("ce_subject", tenant.value()),
            time(millis),
            JSON
        });
    }

    private Header time(long millis) {
        Time time = last;
        if (time.millis() != millis) {
            time = new Time(
                    millis, header("ce_time", Instant.ofEpochMilli(millis).toString()));
            last = time;
        }
        return time.header();
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
