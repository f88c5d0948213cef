package io.coupabridge.runtime.run;

import io.coupabridge.runtime.schedule.StopSignal;
import java.time.Duration;

/**
 * How long a run may hold its worker: until its slice is over, it has got on in it, and another tenant waits. Used by one
 * thread.
 */
final class TimeSlice {

    private final long lengthNanos;
    private final StopSignal stop;
    private long endNanos;
    private boolean gotOn;

    TimeSlice(Duration length, StopSignal stop) {
        this.lengthNanos = length.toNanos();
        this.stop = stop;
        this.endNanos = System.nanoTime() + lengthNanos;
    }

    /** Whether to hand the worker back. When the slice is over and nobody waits, another one begins. */
    boolean over() {
        if (stop.stopped()) {
            return true;
        }
        if (!gotOn || System.nanoTime() - endNanos < 0) {
            return false;
        }
        if (stop.othersWait()) {
            return true;
        }
        endNanos = System.nanoTime() + lengthNanos;
        return false;
    }

    /** A page was settled, or failed: without that, slow pages would be asked for in every slice and never come. */
    void gotOn() {
        gotOn = true;
    }

    boolean stopped() {
        return stop.stopped();
    }
}
