package io.coupabridge.token.health;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** How long the outbox's oldest event has stood still. Others may have left meanwhile. Thread-safe. */
final class OutboxProgress {

    private final LongSupplier nanos;
    private Long oldest;
    private long since;

    /** @param nanos as {@link System#nanoTime} */
    OutboxProgress(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** @param event the oldest that waits now; empty when none does */
    synchronized void saw(Optional<Long> event) {
        if (!event.equals(Optional.ofNullable(oldest))) {
            oldest = event.orElse(null);
            since = nanos.getAsLong();
        }
    }

    /** How long the same event has been the oldest one; zero when none waits. */
    synchronized Duration stalled() {
        return oldest == null ? Duration.ZERO : Duration.ofNanos(nanos.getAsLong() - since);
    }
}
