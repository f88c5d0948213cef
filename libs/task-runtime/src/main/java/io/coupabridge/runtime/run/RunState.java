package io.coupabridge.runtime.run;

import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.Run;

/** Where a run is while a worker has it. All but {@link #WAITING} follow from its row, so another worker goes on there. */
enum RunState {

    /** Neither its mode nor its window is resolved. */
    QUEUED,

    /** Its next pass is known, and not how far that reaches. */
    PLANNING,

    /** Its pass is read by lanes. */
    READING,

    /** Its passes are read, and it looks for what is gone; then it is complete. */
    SWEEPING,

    /** It cannot go on here and now: the worker is handed back. */
    WAITING,

    /** It has its outcome. */
    ENDED;

    /** @param passes how many the run has; of no meaning while it is queued */
    static RunState of(Run run, boolean waits, int passes) {
        Position at = run.position();
        if (waits) {
            return WAITING;
        } else if (run.finished()) {
            return ENDED;
        } else if (run.state() == Run.State.QUEUED) {
            return QUEUED;
        } else if (at.pass() >= passes) {
            return SWEEPING;
        }
        return at.remaining() == null ? PLANNING : READING;
    }

    /** Whether there is something to do now. */
    boolean goesOn() {
        return this != WAITING && this != ENDED;
    }
}
