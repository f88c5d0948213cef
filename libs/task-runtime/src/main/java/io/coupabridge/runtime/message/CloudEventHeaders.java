package io.coupabridge.runtime.message;

import io.coupabridge.contracts.MessageType;
import io.coupabridge.contracts.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The attributes of a CloudEvent 1.0 as Kafka headers (binary mode). Made here and not by a library, since every record has
 * them and most of them are the same for all; {@code MessagesTest} reads them with the library. Thread-safe.
 */
final class CloudEventHeaders {

    private static final Header VERSION = header("ce_specversion", "1.0");
    private static final Header JSON = header("content-type", "application/json");

    private final Header source;
    private final Map<MessageType, Header> types = new HashMap<>();

    /** Many messages are made in the same millisecond. */
    private volatile Time last = new Time(0, header("ce_time", Instant.EPOCH.toString()));

    /** @param source the URI reference of whoever writes the messages */
    CloudEventHeaders(String source) {
        this.source = header("ce_source", source);
        for (MessageType type : MessageType.all()) {
            types.put(type, header("ce_type", type.type()));
        }
    }

    private record Time(long millis, Header header) {}

    /**
     * What messages of one type about one tenant share.
     *
     * @param more headers beside those of a CloudEvent
     */
    Shared shared(MessageType type, TenantId tenant, Header... more) {
        Header subject = header("ce_subject", tenant.value());
        Header[] ofEvent = {VERSION, null, types.get(type), source, subject, null, JSON};
        Header[] all = Arrays.copyOf(ofEvent, ofEvent.length + more.length);
        System.arraycopy(more, 0, all, ofEvent.length, more.length);
        return new Shared(all);
    }

    final class Shared {

        private static final int ID = 1;
        private static final int TIME = 5;

        /** Without what each message has of its own. */
        private final Header[] template;

        private Shared(Header... template) {
            this.template = template;
        }

        /**
         * @param id in UTF-8
         * @param millis when it happened, since the epoch
         */
        Header[] of(byte[] id, long millis) {
            Header[] headers = template.clone();
            headers[ID] = new RecordHeader("ce_id", id);
            headers[TIME] = time(millis);
            return headers;
        }
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

    static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
