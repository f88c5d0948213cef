package io.coupabridge.budget;

import io.coupabridge.budget.DatabaseClock.Offset;
import io.coupabridge.budget.DatabaseClock.Sample;
import io.coupabridge.budget.RequestBudget.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** What the database answered. */
sealed interface Reservation {

    /** Nothing, since Coupa asked for silence. */
    record Blocked(Duration retryIn) implements Reservation {}

    /**
     * Nothing, since others come first, or slots that were handed out before.
     *
     * @param tooNarrow as for {@link Granted}
     */
    record Busy(Duration retryIn, boolean tooNarrow) implements Reservation {}

    /**
     * @param slots on this JVM's clock; none when none is of use
     * @param useless how many others there were: over when the answer came, or too narrow
     * @param tooNarrow whether each is useless however early its answer comes: too little is known of where the database's
     *     clock stands
     */
    record Granted(List<Slot> slots, int useless, boolean tooNarrow) implements Reservation {}

    static Busy busy(Offset offset, Duration retryIn, Settings settings) {
        return new Busy(retryIn, tooNarrow(offset, settings));
    }

    /**
     * Puts slots on this JVM's clock. A slot begins when it has surely begun by the database's clock, and ends before it may
     * have ended there; the clocks may drift apart until then. What is over when it arrives, or all but over, is left out.
     *
     * @param offset as it is known with this answer
     * @param starts by the database's clock, in nanoseconds since the epoch
     */
    static Granted granted(Offset offset, Sample answer, Settings settings, long... starts) {
        long tolerance = settings.tolerance().toNanos();
        List<Slot> slots = Arrays.stream(starts)
                .mapToObj(start -> slot(offset.after(Math.max(0, start - answer.workedOut())), start, tolerance))
                .filter(slot -> slot.nanosLeftAt(answer.received()) >= settings.narrowestNanos())
                .toList();
        return new Granted(slots, starts.length - slots.size(), tooNarrow(offset, settings));
    }

    private static boolean tooNarrow(Offset offset, Settings settings) {
        long width = offset.after(settings.horizon().toNanos()).width();
        return settings.tolerance().toNanos() - width < settings.narrowestNanos();
    }

    private static Slot slot(Offset offset, long start, long tolerance) {
        return new Slot(offset.latest() + start, offset.earliest() + start + tolerance);
    }
}
