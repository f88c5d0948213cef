package io.coupabridge.runtime.run;

import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskEvent.Receipt;
import io.coupabridge.runtime.handler.RunScope;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.WatermarkStore.Mark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What stands behind a run that has read everything.
 *
 * @param mark where the tenant's next increment goes on; null when the run says nothing of it
 */
record Completion(Receipt receipt, Mark mark) {

    /** @param last of the tenant's runs before; empty when there is none */
    static Completion of(Run run, TaskHandler handler, Optional<Mark> last) {
        Instant watermark = watermark(run, last.map(Mark::watermark));
        boolean full = run.mode() == RunMode.FULL;
        return new Completion(
                receipt(run, handler, watermark),
                run.mode() == RunMode.WINDOW ? null : new Mark(watermark, full ? run.startedAt() : null));
    }

    /** Where the next increment goes on. */
    private static Instant watermark(Run run, Optional<Instant> last) {
        Instant reached = run.position().watermark();
        return switch (run.mode()) {
            case WINDOW -> last.orElse(null);
            // without what changed since: an earlier version has begun it, or it is the tenant's first
            case FULL -> run.windowFrom() != null ? run.windowTo() : last.orElse(reached);
            default -> reached;
        };
    }

    private static Receipt receipt(Run run, TaskHandler handler, Instant watermark) {
        List<String> warnings = warnings(run, handler);
        if (run.mode() != RunMode.FULL) {
            return new Receipt(run.windowFrom(), run.windowTo(), null, null, watermark, warnings);
        }
        Instant from = handler.fullWindowFrom(run.startedAt());
        Instant changesFrom = from == null ? null : run.windowFrom();
        return new Receipt(from, null, changesFrom, OutsideWindow.receipt(run), watermark, warnings);
    }

    private static List<String> warnings(Run run, TaskHandler handler) {
        Position reached = run.position();
        RunScope scope = ActiveRun.scopeOf(run);
        List<String> warnings = new ArrayList<>(handler.warnings(scope, run.progress(), reached.observations()));
        OutsideWindow.warning(run).ifPresent(warnings::add);
        if (run.mode() == RunMode.FULL && reached.unnamed() > 0) {
            warnings.add(unnamed(reached.unnamed(), handler.task()));
        }
        return warnings;
    }

    private static String unnamed(int rows, Task task) {
        // one may lie in the ranges of several lanes, and in several passes
        return "Coupa showed rows with an id that is of no use, " + rows
                + " times in all, perhaps the same one more than once. Nobody knows which records they are. They are in "
                + task.quarantineTopic().topicName()
                + ". This run therefore reported no record as removed.";
    }
}
