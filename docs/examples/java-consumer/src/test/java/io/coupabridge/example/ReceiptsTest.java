package io.coupabridge.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.contracts.TaskEvent.Receipt;
import io.coupabridge.contracts.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReceiptsTest {

    private static final UUID RUN = UUID.fromString("7d1f0a52-6c0e-4f39-9a35-2f6f1f0f7c11");

    private final Receipts receipts = new Receipts();

    @Test
    void a_receipt_agrees_once_everything_new_changed_and_removed_came() {
        receipts.count(RUN);
        receipts.take(completed(5, new Progress(1, 1, 9, 1, 1, 7, 1, 0, 0)));
        receipts.count(RUN);
        assertThat(receipts.disagreeing()).containsExactly("Run " + RUN + " published 3 records, and 2 came.");

        receipts.count(RUN);

        assertThat(receipts.agreeing()).containsExactly(RUN);
        assertThat(receipts.disagreeing()).isEmpty();
    }

    @Test
    void an_event_whose_sequence_is_not_higher_is_ignored() {
        receipts.take(completed(5, Progress.NONE));

        receipts.take(completed(5, Progress.ofRemovals(4)));

        assertThat(receipts.agreeing()).containsExactly(RUN);
    }

    private static TaskEvent completed(long sequence, Progress progress) {
        return new TaskEvent(
                TaskEvent.Type.COMPLETED,
                RUN,
                new TenantId("northwind"),
                null,
                sequence,
                Instant.parse("2026-11-24T08:00:42Z"),
                RunMode.FULL,
                progress,
                null,
                new Receipt(null, null, null, null, null, List.of()),
                null);
    }
}
