package io.coupabridge.console.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.console.projection.GarbageException;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.Topic;
import io.coupabridge.secrets.EventSigner;
import io.coupabridge.secrets.EventVerifier;
import io.coupabridge.testing.EventKeysets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignedConnectionsTest {

    private static final String TOPIC = Topic.CONNECTIONS.topicName();
    private static final String EVENT = "{\"tenantId\":\"northwind\",\"version\":7,\"state\":\"ACTIVE\","
            + "\"message\":\"planted\",\"requestCeiling\":10,\"changedAt\":\"2026-12-01T10:00:00Z\"}";

    @TempDir
    Path directory;

    private EventSigner signer;
    private SignedConnections connections;

    @BeforeEach
    void makeKeys() {
        EventKeysets keysets = EventKeysets.in(directory);
        signer = keysets.signer();
        connections = new SignedConnections(EventVerifier.fromKeysetFile(keysets.verification()));
    }

    @Test
    void reads_what_token_service_signed() {
        assertThat(connections.read(signed("northwind", EVENT)).state()).isEqualTo(ConnectionState.ACTIVE);
    }

    @Test
    void believes_nothing_that_is_not_signed() {
        assertGarbage(record("northwind", EVENT, null), "not signed");
    }

    @Test
    void believes_nothing_that_was_altered() {
        String signature = signer.sign(TOPIC, bytes("northwind"), bytes(EVENT));

        assertGarbage(record("northwind", EVENT.replace(":7", ":8"), signature), "not signed by token-service");
    }

    @Test
    void finds_another_tenants_event() {
        assertGarbage(signed("contoso", EVENT), "another tenant");
    }

    @Test
    void finds_what_is_no_event() {
        assertGarbage(signed("northwind", "planted"), "not the JSON");
        assertGarbage(signed("northwind", "null"), "another tenant");
        assertGarbage(signed("no tenant", EVENT), "no tenant id");
        assertGarbage(signed("northwind", EVENT.replace("changedAt", "x")), "lacks");
    }

    private void assertGarbage(ConsumerRecord<byte[], byte[]> record, String reason) {
        assertThatThrownBy(() -> connections.read(record))
                .isInstanceOf(GarbageException.class)
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("planted");
    }

    private ConsumerRecord<byte[], byte[]> signed(String key, String value) {
        return record(key, value, signer.sign(TOPIC, bytes(key), bytes(value)));
    }

    private static ConsumerRecord<byte[], byte[]> record(String key, String value, String signature) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(TOPIC, 0, 0, bytes(key), bytes(value));
        if (signature != null) {
            record.headers().add(MessageHeaders.SIGNATURE, bytes(signature));
        }
        return record;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
