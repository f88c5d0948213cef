package io.coupabridge.testing.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.testing.TopicRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReceiptCheckTest {

    private static final UUID RUN = UUID.fromString("0f0c5b6e-6f0a-4a44-9d0e-3f5f0f6f7f11");

    private final TopicRecord ofRun = record(RUN.toString());
    private final TopicRecord ofAnother = record("another");

    @Test
    void agrees_when_as_many_records_carry_the_run_as_the_receipt_promises() {
        // when
        List<String> differences = ReceiptCheck.differences(completed(5, 1, 1, 3), List.of(ofRun, ofAnother, ofRun));

        // then
        assertThat(differences).isEmpty();
    }

    @Test
    void finds_a_record_too_few() {
        // when
        List<String> differences = ReceiptCheck.differences(completed(5, 1, 1, 3), List.of(ofRun, ofAnother));

        // then
        assertThat(differences).singleElement().asString().contains("promises 2 records", "1 carry");
    }

    @Test
    void finds_counts_that_do_not_add_up() {
        // when
        List<String> differences = ReceiptCheck.differences(completed(6, 1, 1, 3), List.of(ofRun, ofRun));

        // then
        assertThat(differences).singleElement().asString().contains("6 records read", "5 are accounted for");
    }

    private static TaskEvent completed(long read, long fresh, long changed, long unchanged) {
        return new TaskEvent(
                TaskEvent.Type.COMPLETED,
                RUN,
                new TenantId("acme"),
                ApplicationRoster.TASK,
                4,
                Instant.EPOCH,
                RunMode.FULL,
                new TaskEvent.Progress(1, 1, read, fresh, changed, unchanged, 0, 0, 0),
                null,
                new TaskEvent.Receipt(null, null, null, null, null, List.of()),
                null);
    }

    private static TopicRecord record(String run) {
        return new TopicRecord("topic", 0, 0, "acme/1", new byte[0], Map.of(MessageHeaders.RUN_ID, run));
    }
}
