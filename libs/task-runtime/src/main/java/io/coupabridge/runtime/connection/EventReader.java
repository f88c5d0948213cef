package io.coupabridge.runtime.connection;

import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.json.Json;
import io.coupabridge.runtime.message.UnreadableMessageException;
import io.coupabridge.secrets.EventVerifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Reads what token-service tells of connections and tokens. Nothing of an event is looked at before its signature proves
 * that it was made for this topic and tenant. An event without a value is none: nothing in it could be signed.
 */
@ApplicationScoped
class EventReader {

    private static final int LARGEST_CEILING = 25;

    private final Task task;
    private final EventVerifier verifier;

    @Inject
    EventReader(TaskHandler handler, EventVerifier verifier) {
        this(handler.task(), verifier);
    }

    EventReader(Task task, EventVerifier verifier) {
        this.task = task;
        this.verifier = verifier;
    }

    /** @throws UnreadableMessageException when it is none, or token-service did not make it */
    ConnectionEvent connection(ConsumerRecord<byte[], byte[]> record) {
        ConnectionEvent event = read(record, ConnectionEvent.class);
        requireSame(record, event.tenantId());
        if (event.state() == null) {
            throw new UnreadableMessageException("The connection event lacks its state.");
        }
        requireCeiling(event.requestCeiling());
        return event;
    }

    /** @throws UnreadableMessageException when it is none of this task, or token-service did not make it */
    TokenEvent token(ConsumerRecord<byte[], byte[]> record) {
        TokenEvent event = read(record, TokenEvent.class);
        requireSame(record, event.tenantId());
        if (!isComplete(event)) {
            throw new UnreadableMessageException("The token event lacks a field.");
        }
        requireCeiling(event.requestCeiling());
        if (!task.equals(event.task())) {
            throw new UnreadableMessageException("The token event is of another task.");
        }
        return event;
    }

    private static boolean isComplete(TokenEvent event) {
        return event.status() != null
                && (event.status() != TokenEvent.Status.ISSUED
                        || (event.baseUrl() != null
                                && event.usableFrom() != null
                                && event.expiresAt() != null
                                && event.sealedToken() != null));
    }

    private static void requireCeiling(int ceiling) {
        if (ceiling < 1 || ceiling > LARGEST_CEILING) {
            throw new UnreadableMessageException("The event's request ceiling is not 1 to 25.");
        }
    }

    private static void requireSame(ConsumerRecord<byte[], byte[]> record, TenantId tenant) {
        if (tenant == null || !tenant.value().equals(key(record))) {
            throw new UnreadableMessageException("The event is of another tenant than its key says.");
        }
    }

    private <T> T read(ConsumerRecord<byte[], byte[]> record, Class<T> type) {
        requireSigned(record);
        try {
            T event = Json.parse(record.value(), type);
            if (event == null) {
                throw new UnreadableMessageException("The value is JSON's null.");
            }
            return event;
        } catch (IOException | IllegalStateException e) {
            // Jackson's message quotes the payload
            throw new UnreadableMessageException("The value is not the JSON of a " + type.getSimpleName() + ".");
        }
    }

    private void requireSigned(ConsumerRecord<byte[], byte[]> record) {
        if (!TenantId.isValid(key(record))) {
            throw new UnreadableMessageException("The key is no tenant id.");
        }
        if (record.value() == null) {
            throw new UnreadableMessageException("The event has no value.");
        }
        Header signature = record.headers().lastHeader(MessageHeaders.SIGNATURE);
        if (signature == null || signature.value() == null) {
            throw new UnreadableMessageException("The event is not signed.");
        }
        String text = new String(signature.value(), StandardCharsets.US_ASCII);
        if (!verifier.verifies(text, record.topic(), record.key(), record.value())) {
            throw new UnreadableMessageException("The event is not signed by token-service as it is, for this topic and"
                    + " tenant. Look at coupabridge.keysets.event-verification if this happens to all of them.");
        }
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }
}
