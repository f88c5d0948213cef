package io.coupabridge.runtime.run;

import io.coupabridge.runtime.schedule.StopSignal;
import java.time.Duration;

/**
 * How long a run may hold its worker: until its slice is over, it has got on in it, and another tenant waits. A slice is
 * over after some time, or after some pages when they come first (ADR 13). Used by one thread.
 */
final class TimeSlice {

    /** Small beside what a large list has, and worth the hand-over. */
    static final int PAGES = 5;

    private final long lengthNanos;
    private final StopSignal stop;
    private long endNanos;
    private int pages;
    private boolean gotOn;

    TimeSlice(Duration length, StopSignal stop) {
        this.lengthNanos = length.toNanos();
        this.stop = stop;
        begin();
    }

    /** Whether to hand the worker back. When the slice is over and nobody waits, another one begins. */
    boolean over() {
        if (stop.stopped()) {
            return true;
        }
        if (!gotOn || (pages < PAGES && System.nanoTime() - endNanos < 0)) {
            return false;
        }
        if (stop.othersWait()) {
            return true;
        }
        begin();
        return false;
    }

    /** A page failed, or another step was done: without any, slow pages would be asked for in every slice and never come. */
    void gotOn() {
        gotOn = true;
    }

    void settled(int morePages) {
        gotOn();
        pages += morePages;
    }

    boolean stopped() {
        return stop.stopped();
    }

    private void begin() {
        endNanos = System.nanoTime() + lengthNanos;
        pages = 0;
    }
}
