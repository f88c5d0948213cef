package io.coupabridge.runtime.run;

/** What decides, between the steps of a run and when one fails, whether it goes on. Used by one thread. */
record RunControl(ActiveRun active, TimeSlice time, RunWatch watch, Recovery recovery, Pauses pauses) {

    /** Lets the run pause or end when it may not go on; called before each step. */
    void look(UnderWay underWay) throws InterruptedException {
        if (watch.isInVain(underWay)) {
            time.progressed();
            underWay.giveUp();
            recovery.after(active.session().awaited().unanswered(), active.access(), underWay);
        } else {
            watch.look(underWay);
        }
    }
}
