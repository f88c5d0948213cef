package io.coupabridge.token.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How long the outbox has stood still. One that is long and moves does not: thousands may be published again. Thread-safe. */
final class OutboxProgress {

    private final Clock clock;
    private Long oldest;
    private Instant since;

    OutboxProgress(Clock clock) {
        this.clock = clock;
    }

    /** @param event the oldest that waits now; empty when none does */
    synchronized void saw(Optional<Long> event) {
        if (!event.equals(Optional.ofNullable(oldest))) {
            oldest = event.orElse(null);
            since = clock.instant();
        }
    }

    /** How long the same event has been the oldest one; zero when none waits. */
    synchronized Duration stalled() {
        return oldest == null ? Duration.ZERO : Duration.between(since, clock.instant());
    }
}
