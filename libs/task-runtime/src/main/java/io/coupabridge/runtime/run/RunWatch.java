package io.coupabridge.runtime.run;

import io.coupabridge.runtime.connection.Access;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.ledger.Run;
import java.util.function.BiFunction;

/**
 * Looks, between the steps of a run, whether its worker is wanted; and once a second, whether the run was cancelled or is
 * late, or its token changed. Used by one thread.
 */
final class RunWatch {

    private final ActiveRun active;
    private final TimeSlice time;
    private final Pauses pauses;
    private final LookInterval nextLook;
    private final BiFunction<Run, Granted, Access> rules;

    /** @param rules what a run may do that reads with this token */
    RunWatch(
            ActiveRun active,
            TimeSlice time,
            Pauses pauses,
            LookInterval nextLook,
            BiFunction<Run, Granted, Access> rules) {
        this.active = active;
        this.time = time;
        this.pauses = pauses;
        this.nextLook = nextLook;
        this.rules = rules;
    }

    /** Whether what is under way is waited for in vain: others come first. */
    boolean isInVain(UnderWay underWay) {
        return underWay.awaitsAnswers() && active.session().inVain();
    }

    /** Lets the run pause or end when it may not go on. */
    void look(UnderWay underWay) throws InterruptedException {
        if (time.over()) {
            pauses.handBack(underWay);
        } else if (nextLook.due()) {
            active.countRequestsWhileWaiting();
            active.endFromOutside();
            if (active.goesOn()) {
                lookAtAccess(underWay);
            }
        }
    }

    private void lookAtAccess(UnderWay underWay) {
        Access now = rules.apply(active.run(), active.access());
        if (now instanceof Granted granted) {
            active.session().use(granted);
            return;
        }
        // before the requests are counted
        underWay.stop();
        active.session().close();
        active.countRequests();
        if (now instanceof Access.Refused refused) {
            active.fail(refused.failure());
        } else if (now instanceof Access.NotHere notHere) {
            active.leaveToOthers(notHere.message());
        } else {
            active.waitFor((Access.Wait) now);
        }
    }
}
