package io.coupabridge.runtime.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.coupabridge.contracts.Change;
import io.coupabridge.contracts.DiscoveredExpense;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.trace.TraceParent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class MessagesTest {

    private static final TenantId TENANT = new TenantId("acme-prod");
    private static final UUID RUN = UUID.fromString("6f1f1a52-31f0-4c57-9d0c-0f2d4c1f6a10");
    private static final TraceParent TRACE = TraceParent.of(RUN);
    private static final Instant NOW = Instant.parse("2026-11-26T09:10:11.123456Z");

    private final Messages messages = new Messages(ExpenseDiscovery.TASK, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void a_record_is_a_cloud_event_in_binary_mode() {
        // given
        Content content = Content.of(DiscoveredExpense.removed(TENANT, 90_211));

        // when
        CloudEvent event = read(messages.page(TENANT, RUN, 17, TRACE).record(content, Change.REMOVED, 3));

        // then
        assertThat(event.getId()).isEqualTo("34caa99c98a6ad15c13aaddd3fc43c3f-3");
        assertThat(event.getType()).isEqualTo("io.coupabridge.discovered-expense.v1");
        assertThat(event.getSource()).isEqualTo(URI.create("/coupa-bridge/expense-service"));
        assertThat(event.getSubject()).isEqualTo("acme-prod");
        assertThat(event.getTime()).isEqualTo(OffsetDateTime.parse("2026-11-26T09:10:11.123Z"));
        assertThat(event.getDataContentType()).isEqualTo("application/json");
        assertThat(event.getData().toBytes()).isEqualTo(content.published(Change.REMOVED, 3));
    }

    @Test
    void records_of_one_page_are_each_in_their_version() {
        // given
        PageMessages page = messages.page(TENANT, RUN, 17, TRACE);
        Content content = Content.of(DiscoveredExpense.removed(TENANT, 90_211));

        // when
        List<ProducerRecord<byte[], byte[]>> records = List.of(
                page.record(content, Change.NEW, 1),
                page.record(content, Change.CHANGED, 13),
                page.record(content, Change.REMOVED, 13),
                page.record(content, Change.NEW, 1));

        // then
        assertThat(records)
                .extracting(record -> header(record, "ce_id").replaceFirst(".*-", ""))
                .containsExactly("1", "13", "13", "1");
        assertThat(records)
                .extracting(
                        record -> new String(record.value(), StandardCharsets.UTF_8).replaceFirst(",\"tenantId.*", ""))
                .containsExactly(
                        "{\"change\":\"NEW\",\"version\":1",
                        "{\"change\":\"CHANGED\",\"version\":13",
                        "{\"change\":\"REMOVED\",\"version\":13",
                        "{\"change\":\"NEW\",\"version\":1");
    }

    @Test
    void a_record_names_its_run_and_page_and_trace() {
        // when
        ProducerRecord<byte[], byte[]> message = messages.page(TENANT, RUN, 17, TRACE)
                .record(Content.of(DiscoveredExpense.removed(TENANT, 90_211)), Change.REMOVED, 3);

        // then
        assertThat(header(message, MessageHeaders.RUN_ID)).isEqualTo(RUN.toString());
        assertThat(header(message, MessageHeaders.PAGE)).isEqualTo("17");
        assertThat(header(message, MessageHeaders.TRACEPARENT)).isEqualTo(TRACE.toString());
        assertThat(new String(message.key(), StandardCharsets.UTF_8)).isEqualTo("acme-prod/90211");
    }

    @Test
    void what_forgets_a_record_is_traced_too() {
        assertThat(header(messages.tombstone(TENANT, 90_211, TRACE), MessageHeaders.TRACEPARENT))
                .isEqualTo(TRACE.toString());
    }

    private static String header(ProducerRecord<byte[], byte[]> message, String name) {
        return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static CloudEvent read(ProducerRecord<byte[], byte[]> message) {
        return KafkaMessageFactory.createReader(message.headers(), message.value())
                .toEvent();
    }
}
