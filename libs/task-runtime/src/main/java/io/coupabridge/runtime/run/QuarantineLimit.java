package io.coupabridge.runtime.run;

import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskEvent.Failure;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.Run;
import java.util.Optional;

/**
 * How much of a full run may go into quarantine: single records that cannot be mapped are put aside; most of all are a
 * change at Coupa (coupa-api §7, row 30). What changed may well be nothing but those that never could be mapped, so a full
 * run is judged by its window alone.
 */
final class QuarantineLimit {

    /** So few are never too many. */
    private static final int FEW = 10;

    private final Task task;
    private final double share;

    QuarantineLimit(Task task, double share) {
        this.task = task;
        this.share = share;
    }

    /** @param changes the first pass behind the window */
    boolean isToBeJudged(Run run, int changes) {
        Position at = run.position();
        return run.mode() == RunMode.FULL && at.pass() == changes && at.remaining() == null && at.outside() == null;
    }

    /** Why the run fails; empty when it does not. */
    Optional<Failure> objection(Progress progress) {
        long aside = progress.recordsQuarantined();
        long read = progress.recordsRead();
        if (aside <= FEW || aside <= read * share) {
            return Optional.empty();
        }
        return Optional.of(new Failure(
                ErrorCode.UNEXPECTED_RESPONSE,
                aside + " of " + read
                        + " records could not be mapped, so Coupa shows them in another way than before. The"
                        + " reason for each stands in "
                        + task.quarantineTopic().topicName()
                        + "; the others were published. Send the command again when the cause is mended.",
                false));
    }
}
