package io.coupabridge.console.connection;

import io.coupabridge.console.json.Texts;
import io.coupabridge.console.projection.GarbageException;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.secrets.EventVerifier;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Reads connection events, after their signature has proved that token-service made them for this topic and tenant. */
@Singleton
class SignedConnections {

    private final EventVerifier verifier;

    SignedConnections(EventVerifier verifier) {
        this.verifier = verifier;
    }

    /** @throws GarbageException when it is none, or token-service did not make it */
    ConnectionEvent read(ConsumerRecord<byte[], byte[]> record) {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        if (!TenantId.isValid(key)) {
            throw new GarbageException("The key is no tenant id.");
        }
        requireSigned(record);
        ConnectionEvent event = parse(record.value());
        if (event == null
                || event.tenantId() == null
                || !event.tenantId().value().equals(key)) {
            throw new GarbageException("The event is of another tenant than its key says.");
        }
        if (event.state() == null || event.changedAt() == null) {
            throw new GarbageException("The connection event lacks its state or its time.");
        }
        return event;
    }

    private void requireSigned(ConsumerRecord<byte[], byte[]> record) {
        Header signature = record.headers().lastHeader(MessageHeaders.SIGNATURE);
        if (signature == null || signature.value() == null) {
            throw new GarbageException("The event is not signed.");
        }
        String text = new String(signature.value(), StandardCharsets.US_ASCII);
        if (!verifier.verifies(text, record.topic(), record.key(), record.value())) {
            throw new GarbageException("The event is not signed by token-service as it is, for this topic and tenant."
                    + " Look at coupabridge.keysets.event-verification if this happens to all of them.");
        }
    }

    private static ConnectionEvent parse(byte[] value) {
        try {
            return Texts.read(value, ConnectionEvent.class);
        } catch (IOException e) {
            // Jackson's message quotes the payload
            throw new GarbageException("The value is not the JSON of a connection event.");
        }
    }
}
