package io.coupabridge.runtime.run;

import io.coupabridge.runtime.schedule.StopSignal;
import java.time.Duration;

/** How long a run may hold its worker: until its slice is over and another tenant waits for one. Used by one thread. */
final class TimeSlice {

    private final long lengthNanos;
    private final StopSignal stop;
    private long endNanos;

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
        if (System.nanoTime() - endNanos < 0) {
            return false;
        }
        if (stop.othersWait()) {
            return true;
        }
        endNanos = System.nanoTime() + lengthNanos;
        return false;
    }

    boolean stopped() {
        return stop.stopped();
    }
}
