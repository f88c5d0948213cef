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

    private final long lengthNanos;
    private final StopSignal stop;
    private long endNanos;
    private int done;
    private int allowed;
    private boolean othersWait;
    private boolean gotOn;

    TimeSlice(Duration length, StopSignal stop) {
        this.lengthNanos = length.toNanos();
        this.stop = stop;
        begin();
    }

    /**
     * Whether one more page may be asked for. What a slice asks for is counted, so that slices are alike however long the
     * answers take: those under way are waited for at its end.
     */
    boolean mayAsk(int underWay) {
        if (done + underWay < allowed) {
            return true;
        }
        if (othersWait()) {
            return false;
        }
        allowed += PAGES;
        return true;
    }

    /** Whether to hand the worker back. When the slice is over and nobody waits, another one begins. */
    boolean over() {
        if (stop.stopped()) {
            return true;
        }
        if (!gotOn || (done < allowed && System.nanoTime() - endNanos < 0)) {
            return false;
        }
        if (othersWait()) {
            return true;
        }
        begin();
        return false;
    }

    /** Another step was done: without any, slow pages would be asked for in every slice and never come. */
    void gotOn() {
        gotOn = true;
    }

    /** So many pages came or failed. */
    void done(int pages) {
        gotOn();
        done += pages;
    }

    boolean stopped() {
        return stop.stopped();
    }

    private boolean othersWait() {
        othersWait = othersWait || stop.othersWait();
        return othersWait;
    }

    private void begin() {
        endNanos = System.nanoTime() + lengthNanos;
        allowed = done + PAGES;
    }
}
