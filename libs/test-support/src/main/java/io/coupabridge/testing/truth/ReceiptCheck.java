package io.coupabridge.testing.truth;

import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.testing.TopicRecord;
import java.util.ArrayList;
import java.util.List;

/** Whether a run's receipt agrees with the records that carry the run's id. */
public final class ReceiptCheck {

    private ReceiptCheck() {}

    /**
     * @param completed the run's {@code COMPLETED} event
     * @param records all records of the task's topic
     * @return one sentence per disagreement; empty when the receipt is right
     */
    public static List<String> differences(TaskEvent completed, List<TopicRecord> records) {
        TaskEvent.Progress counts = completed.progress();
        String run = completed.commandId().toString();
        long published = records.stream()
                .filter(record -> run.equals(record.header(MessageHeaders.RUN_ID)))
                .count();
        long promised = counts.recordsNew() + counts.recordsChanged() + counts.recordsRemoved();
        List<String> differences = new ArrayList<>();
        if (published != promised) {
            differences.add("The receipt of " + run + " promises " + promised + " records (new, changed and removed), "
                    + published + " carry its id.");
        }
        long sum =
                counts.recordsNew() + counts.recordsChanged() + counts.recordsUnchanged() + counts.recordsQuarantined();
        if (counts.recordsRead() != sum) {
            differences.add("The receipt of " + run + " counts " + counts.recordsRead() + " records read, of which "
                    + sum + " are accounted for.");
        }
        return differences;
    }
}
