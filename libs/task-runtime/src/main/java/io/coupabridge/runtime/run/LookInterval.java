package io.coupabridge.runtime.run;

import java.time.Duration;

/** When a run that is being read looks next whether it may go on: once a second, or when there is a reason. */
final class LookInterval {

    private static final Duration USUAL = Duration.ofSeconds(1);

    /** The slice has just looked. */
    private long nextNanos = System.nanoTime() + USUAL.toNanos();

    /** @return whether to look; then the next look is an interval away */
    boolean due() {
        boolean due = System.nanoTime() - nextNanos >= 0;
        if (due) {
            in(USUAL);
        }
        return due;
    }

    void in(Duration time) {
        nextNanos = System.nanoTime() + time.toNanos();
    }
}
