package io.coupabridge.console.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskCommand;
import io.coupabridge.contracts.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class CommandSenderTest {

    private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");
    private static final UUID ID = UUID.fromString("0b9e6f0e-3f0b-4f6d-9d0e-0e6d9f1c2a3b");

    @Test
    void a_command_is_a_cloud_event_under_its_tenants_key() {
        // given
        CommandSender sender = new CommandSender(null, Clock.fixed(NOW, ZoneOffset.UTC));
        TaskCommand command = new TaskCommand(
                TaskCommand.Kind.RUN,
                ID,
                new TenantId("northwind"),
                ApplicationRoster.TASK,
                RunMode.AUTO,
                null,
                null,
                null,
                null,
                "ann",
                NOW);

        // when
        ProducerRecord<byte[], byte[]> message = sender.message(command);

        // then
        assertThat(message.topic()).isEqualTo("coupa.task-commands.roster");
        assertThat(text(message.key())).isEqualTo("northwind");
        assertThat(text(message.value()))
                .isEqualTo("{\"kind\":\"RUN\",\"commandId\":\"" + ID + "\",\"tenantId\":\"northwind\","
                        + "\"task\":\"APPLICATION_ROSTER\",\"mode\":\"AUTO\",\"requestedBy\":\"ann\","
                        + "\"requestedAt\":\"2026-12-01T10:00:00Z\"}");
        assertThat(headers(message))
                .containsEntry("ce_id", ID.toString())
                .containsEntry("ce_type", "io.coupabridge.task-command.v1")
                .containsEntry("ce_subject", "northwind")
                .containsEntry("ce_time", "2026-12-01T10:00:00Z")
                .containsEntry("content-type", "application/json");
    }

    private static Map<String, String> headers(ProducerRecord<byte[], byte[]> message) {
        return StreamSupport.stream(message.headers().spliterator(), false)
                .collect(Collectors.toMap(header -> header.key(), header -> text(header.value())));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
