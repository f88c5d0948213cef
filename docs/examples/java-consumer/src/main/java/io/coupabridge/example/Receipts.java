package io.coupabridge.example;

import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Progress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What completed runs say they published, and what came. Records and receipts come in any order. */
final class Receipts {

    private final Map<UUID, Long> came = new HashMap<>();
    private final Map<UUID, Long> promised = new HashMap<>();
    private final Map<UUID, Long> sequences = new HashMap<>();

    /** A record of that run came. */
    void count(UUID run) {
        came.merge(run, 1L, Long::sum);
    }

    void take(TaskEvent event) {
        if (event.sequence() <= sequences.getOrDefault(event.commandId(), 0L)) {
            return;
        }
        sequences.put(event.commandId(), event.sequence());
        if (event.type() == TaskEvent.Type.COMPLETED) {
            Progress counts = event.progress();
            promised.put(event.commandId(), counts.recordsNew() + counts.recordsChanged() + counts.recordsRemoved());
        }
    }

    /** The runs of which everything came. */
    List<UUID> agreeing() {
        return promised.keySet().stream().filter(this::agrees).toList();
    }

    /** A sentence for each other run. While topics are read, something may only be on its way. */
    List<String> disagreeing() {
        return promised.keySet().stream()
                .filter(run -> !agrees(run))
                .map(run ->
                        "Run " + run + " published " + promised.get(run) + " records, and " + cameOf(run) + " came.")
                .toList();
    }

    private boolean agrees(UUID run) {
        return cameOf(run) == promised.get(run);
    }

    private long cameOf(UUID run) {
        return came.getOrDefault(run, 0L);
    }
}
