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

    /** Nothing, since others come first. */
    record Busy(Duration retryIn) implements Reservation {}

    /**
     * @param slots on this JVM's clock; none when all were over before the answer came
     * @param late how many others were
     * @param tooNarrow whether any would have been: too little is known of where the database's clock stands
     */
    record Granted(List<Slot> slots, int late, boolean tooNarrow) implements Reservation {}

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
        boolean tooNarrow = tolerance - offset.width() < settings.narrowestNanos();
        return new Granted(slots, starts.length - slots.size(), tooNarrow);
    }

    private static Slot slot(Offset offset, long start, long tolerance) {
        return new Slot(offset.latest() + start, offset.earliest() + start + tolerance);
    }
}
