package io.coupabridge.runtime.run;

import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.runtime.connection.Access.Granted;
import java.time.Duration;

/** Decides, between the steps of a run and when one fails, whether it goes on. Used by one thread. */
record RunControl(ActiveRun active, TimeSlice time, RunWatch watch, Recovery recovery, Pauses pauses) {

    /** Lets the run pause or end when it may not go on; called before each step. */
    void look(UnderWay underWay) throws InterruptedException {
        if (watch.isInVain(underWay)) {
            time.progressed();
            underWay.giveUp();
            recover(active.session().awaited().unanswered(), active.access(), underWay);
        } else {
            watch.look(underWay);
        }
    }

    /** As {@link Recovery#after}. */
    void recover(RuntimeException failure, Granted with, UnderWay underWay) throws InterruptedException {
        recovery.after(failure, with, underWay);
    }

    /** As {@link Pauses#waitOut}. */
    void waitOut(Duration pause, WaitReason reason, String message, UnderWay underWay) throws InterruptedException {
        pauses.waitOut(pause, reason, message, underWay);
    }
}
