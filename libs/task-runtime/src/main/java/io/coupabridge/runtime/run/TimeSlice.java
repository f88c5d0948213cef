package io.coupabridge.runtime.run;

import io.coupabridge.runtime.schedule.StopSignal;
import java.time.Duration;

/**
 * How long a run may hold its worker while others wait: for some pages, asked for and settled, or some time, whichever ends
 * first (ADR 13). Used by one thread.
 */
final class TimeSlice {

    /** Small beside what a large list has, and worth the hand-over. */
    static final int PAGES = 5;

    /** A publication that is worth it: more would hold a worker for longer, and not cost much less. */
    static final int MOST_PAGES = 16;

    /** So many slices long a Coupa that does not answer is waited for although others wait. */
    private static final int PATIENCE = 5;

    private static final int MOST_DOUBLINGS = 3;

    private final long lengthNanos;
    private final StopSignal stop;
    private long endNanos;
    private int pages = PAGES;
    private int done;
    private int allowed;
    private boolean othersWaited;
    private boolean nobodyWaited;
    private boolean progressed;
    private long lastStepNanos = System.nanoTime();

    TimeSlice(Duration length, StopSignal stop) {
        this.lengthNanos = length.toNanos();
        this.stop = stop;
        begin();
    }

    /**
     * The run that goes on has read so many pages before. The more it has, the longer its slices are: half of that, so that
     * one that has read more than another stays within half as much again.
     */
    void goesOnAfter(long pagesRead) {
        int longer = (int) Math.max(PAGES, Math.min(MOST_PAGES, pagesRead / 2)) - pages;
        pages += longer;
        allowed += longer;
    }

    /**
     * How many pages more may be asked for. What a slice asks for is counted, so that slices are alike however long the
     * answers take: those under way are waited for at its end. While nobody waits it is as many as are wanted, and there is
     * another look once some more were asked for: what could not be sent for want of slots is no allowance for later.
     *
     * @param wanted at most
     * @param underWay asked for before and neither come nor failed
     */
    int pagesAllowed(int wanted, int underWay) {
        int left = allowed - done - underWay;
        boolean free = nobodyWaited && left > 0;
        if (left < wanted && !free && !othersWaited) {
            othersWaited = stop.othersWait();
            nobodyWaited = !othersWaited;
            if (nobodyWaited) {
                pages = PAGES;
                allowed = done + underWay + pages;
                free = true;
            }
        }
        return free ? wanted : Math.min(wanted, left);
    }

    /** Whether nothing follows in this slice what is under way, since others were seen to wait. */
    boolean asksNoMore(int underWay) {
        return othersWaited && allowed - done - underWay <= 0;
    }

    /** Whether others were seen to wait, as of the last look. */
    boolean othersWaited() {
        return othersWaited;
    }

    /** Whether to hand the worker back. When the slice is over and nobody waits, another one begins. */
    boolean over() {
        if (stop.stopped()) {
            return true;
        }
        if (!progressed || (done < allowed && System.nanoTime() - endNanos < 0)) {
            return false;
        }
        othersWaited = stop.othersWait();
        if (!othersWaited) {
            begin();
        }
        return othersWaited;
    }

    /**
     * Whether nothing was got for so long that others, who wait, come first. Longer after each failure: a Coupa that is
     * slow, and not dead, is heard by and by: in the end within the time that a request may take.
     *
     * @param movedNanos when a request was sent or answered last
     */
    boolean inVain(int failures, long movedNanos) {
        if (failures > MOST_DOUBLINGS) {
            return false;
        }
        long patience = (PATIENCE * lengthNanos) << failures;
        long now = System.nanoTime();
        return now - lastStepNanos >= patience && now - movedNanos >= patience && stop.othersWait();
    }

    /** Another step was done: without any, slow pages would be asked for in every slice and never come. */
    void progressed() {
        progressed = true;
        lastStepNanos = System.nanoTime();
    }

    /** So many pages came or failed. */
    void done(int pages) {
        progressed();
        done += pages;
    }

    boolean stopped() {
        return stop.stopped();
    }

    /** Of five pages whatever was read: nobody waits, and whoever comes is to be seen soon. */
    private void begin() {
        endNanos = System.nanoTime() + lengthNanos;
        pages = PAGES;
        allowed = done + pages;
        othersWaited = false;
    }
}
