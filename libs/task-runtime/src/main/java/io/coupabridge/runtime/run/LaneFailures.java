package io.coupabridge.runtime.run;

import io.coupabridge.client.failure.ThrottledException;
import io.coupabridge.runtime.run.LaneEvent.PageFailed;
import io.coupabridge.runtime.run.LaneResult.Failed;
import java.time.Duration;
import java.util.Optional;

/**
 * The failure that a run is still to take, and whether it is news. Side by side, one fault of Coupa's fails many pages, and
 * is reacted to once. Used by the run's thread.
 */
final class LaneFailures {

    /** Coupa counts it in seconds. */
    private static final Duration RETRY_AFTER_STEP = Duration.ofSeconds(1);

    private Failed waiting;
    private long lastFailureNanos = System.nanoTime() - 1;
    private long lastThrottleNanos = lastFailureNanos;
    private long askedSilenceUntilNanos = lastFailureNanos;

    /** Whether one is to be taken. */
    boolean any() {
        return waiting != null;
    }

    /** @return as the run will take it */
    Failed add(PageFailed page) {
        RuntimeException failure = page.failure() instanceof RuntimeException known
                ? known
                : new IllegalStateException("A request died.", page.failure());
        boolean first = failure instanceof ThrottledException throttled
                ? page.sentNanos() - lastThrottleNanos > 0 || asksForMore(throttled)
                : page.sentNanos() - lastFailureNanos > 0;
        waiting = new Failed(failure, page.with(), first);
        return waiting;
    }

    Optional<Failed> take() {
        Failed taken = waiting;
        waiting = null;
        if (taken != null && taken.first()) {
            // what was sent since it was noticed was sent before anything could be done about it
            sentBeforeNowIsNoNews();
            if (taken.failure() instanceof ThrottledException throttled) {
                lastThrottleNanos = lastFailureNanos;
                askedSilenceUntilNanos = lastFailureNanos + silence(throttled);
            }
        }
        return Optional.ofNullable(taken);
    }

    void sentBeforeNowIsNoNews() {
        lastFailureNanos = System.nanoTime();
    }

    /** Whether it asks for silence beyond what was asked for before, and not only since it came a moment later. */
    private boolean asksForMore(ThrottledException throttled) {
        long until = System.nanoTime() + silence(throttled);
        return throttled.retryAfter().isPresent() && until - askedSilenceUntilNanos > RETRY_AFTER_STEP.toNanos();
    }

    private static long silence(ThrottledException throttled) {
        return throttled.retryAfter().orElse(Duration.ZERO).toNanos();
    }
}
