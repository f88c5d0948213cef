package io.coupabridge.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownTypesTest {

    private static final byte[] VALUE = {'{', '}'};

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.coupabridge.discovered-user.v1",
                "io.coupabridge.discovered-expense.v1",
                "io.coupabridge.task-event.v1"
            })
    void a_message_of_a_known_type_is_read(String type) {
        assertThat(KnownTypes.include(message(type, VALUE))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"io.coupabridge.discovered-user.v2", "io.coupabridge.connection-event.v1", ""})
    void a_message_of_another_type_is_skipped(String type) {
        assertThat(KnownTypes.include(message(type, VALUE))).isFalse();
    }

    @Test
    void a_message_without_a_type_is_skipped() {
        assertThat(KnownTypes.include(untyped(VALUE))).isFalse();
    }

    @Test
    void a_message_that_asks_to_forget_needs_no_type() {
        assertThat(KnownTypes.include(untyped(null))).isTrue();
    }

    private static ConsumerRecord<String, byte[]> message(String type, byte[] value) {
        ConsumerRecord<String, byte[]> message = untyped(value);
        message.headers().add("ce_type", type.getBytes(StandardCharsets.UTF_8));
        return message;
    }

    private static ConsumerRecord<String, byte[]> untyped(byte[] value) {
        return new ConsumerRecord<>("coupa.roster.users", 0, 0, "northwind/1", value);
    }
}
