package io.coupabridge.console.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.console.projection.GarbageException;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.Topic;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunProjectionTest {

    private static final String EVENT = "{\"type\":\"WAITING\",\"commandId\":\"0b9e6f0e-3f0b-4f6d-9d0e-0e6d9f1c2a3b\","
            + "\"tenantId\":\"northwind\",\"task\":\"APPLICATION_ROSTER\",\"sequence\":2,\"at\":\"2026-12-01T10:00:00Z\","
            + "\"waiting\":{\"reason\":\"A_NEW_REASON\",\"until\":\"2026-12-01T10:01:00Z\",\"message\":\"planted\"}}";

    @Test
    void reads_an_event_with_a_reason_that_is_newer_than_the_reader() {
        // when
        TaskEvent event = RunProjection.read(record("northwind", EVENT));

        // then
        assertThat(event.waiting().reason()).isEqualTo(TaskEvent.WaitReason.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "type, x, lacks a field",
        "commandId, x, lacks a field",
        "0b9e6f0e-3f0b-4f6d-9d0e-0e6d9f1c2a3b, planted, not the JSON",
        "APPLICATION_ROSTER, A_NEW_TASK, task that this version does not know",
        "northwind, contoso, another tenant"
    })
    void finds_what_is_no_event(String part, String replacement, String reason) {
        // given
        ConsumerRecord<byte[], byte[]> record =
                record("northwind", EVENT.replace("\"" + part + "\"", "\"" + replacement + "\""));

        // when, then
        assertThatThrownBy(() -> RunProjection.read(record))
                .isInstanceOf(GarbageException.class)
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("planted");
    }

    private static ConsumerRecord<byte[], byte[]> record(String key, String value) {
        return new ConsumerRecord<>(
                Topic.TASK_EVENTS.topicName(),
                0,
                0,
                key.getBytes(StandardCharsets.UTF_8),
                value.getBytes(StandardCharsets.UTF_8));
    }
}
