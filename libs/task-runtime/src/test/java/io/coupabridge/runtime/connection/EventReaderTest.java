package io.coupabridge.runtime.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.Topic;
import io.coupabridge.runtime.message.UnreadableMessageException;
import io.coupabridge.secrets.EventSigner;
import io.coupabridge.secrets.EventVerifier;
import io.coupabridge.testing.EventKeysets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventReaderTest {

    private static final String CONNECTION = "{\"tenantId\":\"acme\",\"version\":7,\"state\":\"ACTIVE\","
            + "\"message\":\"planted\",\"requestCeiling\":10}";
    private static final String TOKEN = "{\"tenantId\":\"acme\",\"task\":\"APPLICATION_ROSTER\",\"status\":\"REVOKED\","
            + "\"tokenVersion\":3,\"connectionVersion\":7,\"requestCeiling\":10}";
    private static final String CONNECTIONS = Topic.CONNECTIONS.topicName();
    private static final String TOKENS = ApplicationRoster.TASK.tokenTopic().topicName();

    @TempDir
    Path directory;

    private EventSigner signer;
    private EventReader reader;

    @BeforeEach
    void makeKeys() {
        EventKeysets keysets = EventKeysets.in(directory);
        signer = keysets.signer();
        reader = new EventReader(ApplicationRoster.TASK, EventVerifier.fromKeysetFile(keysets.verification()));
    }

    @Test
    void reads_what_token_service_signed() {
        assertThat(reader.connection(signed(CONNECTIONS, "acme", CONNECTION)).state())
                .isEqualTo(ConnectionState.ACTIVE);
        assertThat(reader.token(signed(TOKENS, "acme", TOKEN)).tokenVersion()).isEqualTo(3);
    }

    @Test
    void refuses_an_unsigned_event() {
        assertRefused(record(CONNECTIONS, "acme", bytes(CONNECTION), null), "not signed");
    }

    @Test
    void refuses_the_signature_of_another_topic() {
        String expense = ExpenseDiscovery.TASK.tokenTopic().topicName();
        String signature = signer.sign(expense, bytes("acme"), bytes(TOKEN));
        ConsumerRecord<byte[], byte[]> record = record(TOKENS, "acme", bytes(TOKEN), signature);

        assertThatThrownBy(() -> reader.token(record))
                .isInstanceOf(UnreadableMessageException.class)
                .hasMessageContaining("not signed by token-service");
    }

    @Test
    void refuses_another_tenants_event_under_this_tenants_key() {
        String signature = signer.sign(CONNECTIONS, bytes("globex"), bytes(CONNECTION));

        assertRefused(record(CONNECTIONS, "acme", bytes(CONNECTION), signature), "not signed by token-service");
    }

    @Test
    void refuses_an_event_that_was_altered() {
        String signature = signer.sign(CONNECTIONS, bytes("acme"), bytes(CONNECTION));
        String altered = CONNECTION.replace(":7", ":9007199254740991");

        assertRefused(record(CONNECTIONS, "acme", bytes(altered), signature), "not signed by token-service");
    }

    @Test
    void refuses_an_event_without_a_value() {
        assertRefused(record(CONNECTIONS, "acme", null, "AAAA"), "no value");
    }

    @Test
    void refuses_a_key_that_is_no_tenant() {
        assertRefused(signed(CONNECTIONS, "a b", CONNECTION), "no tenant id");
    }

    private void assertRefused(ConsumerRecord<byte[], byte[]> record, String reason) {
        assertThatThrownBy(() -> reader.connection(record))
                .isInstanceOf(UnreadableMessageException.class)
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("planted");
    }

    private ConsumerRecord<byte[], byte[]> signed(String topic, String key, String value) {
        return record(topic, key, bytes(value), signer.sign(topic, bytes(key), bytes(value)));
    }

    private static ConsumerRecord<byte[], byte[]> record(String topic, String key, byte[] value, String signature) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(topic, 0, 0, bytes(key), value);
        if (signature != null) {
            record.headers().add(MessageHeaders.SIGNATURE, bytes(signature));
        }
        return record;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
