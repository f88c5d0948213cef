package io.coupabridge.budget;

import io.coupabridge.budget.DatabaseClock.Offset;
import io.coupabridge.budget.RequestBudget.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** What the database answered. */
sealed interface Reservation {

    /** Nothing, since Coupa asked for silence. */
    record Blocked(Duration retryIn) implements Reservation {}

    /** Nothing, since others come first. */
    record Busy(Duration retryIn) implements Reservation {}

    /** @param slots on this JVM's clock; none when all were over before the answer came */
    record Granted(List<Slot> slots) implements Reservation {}

    /**
     * Puts slots on this JVM's clock. A slot begins when it has surely begun by the database's clock, and ends before it may
     * have ended there. What is over when it arrives, or all but over, is left out.
     *
     * @param received by {@link System#nanoTime()}
     * @param starts by the database's clock, in nanoseconds since the epoch
     */
    static Granted granted(Offset offset, long received, Settings settings, long... starts) {
        long tolerance = settings.tolerance().toNanos();
        return new Granted(Arrays.stream(starts)
                .mapToObj(start -> new Slot(offset.latest() + start, offset.earliest() + start + tolerance))
                .filter(slot -> slot.nanosLeftAt(received) >= settings.narrowestNanos())
                .toList());
    }
}
