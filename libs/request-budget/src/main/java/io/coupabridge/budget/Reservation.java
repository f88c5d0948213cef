package io.coupabridge.budget;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * What the database answered, on this JVM's clock.
 *
 * @param slots none when blocked or busy
 * @param width nanoseconds that each slot is open here; zero or less when the answer took too long
 */
record Reservation(boolean blocked, Duration retryIn, List<Slot> slots, long width) {

    /**
     * Puts the database's times on this JVM's clock. All that is known is that the question arrived after it was sent
     * and that the answer was worked out before it came: so a slot begins no later than counted from the answer, and ends
     * no earlier than counted from the question.
     *
     * @param sent by {@link System#nanoTime()}
     * @param received by {@link System#nanoTime()}
     * @param waited nanoseconds from the arrival of the question to the working out of the answer
     * @param starts nanoseconds from then to each slot
     */
    static Reservation granted(long sent, long received, long waited, long tolerance, long[] starts) {
        long trip = received - sent;
        // a database clock that was set while it waited is not believed
        long known = waited < 0 || waited > trip ? 0 : waited;
        List<Slot> slots = Arrays.stream(starts)
                .mapToObj(start -> new Slot(received + start, sent + known + start + tolerance))
                .toList();
        return new Reservation(false, Duration.ZERO, slots, tolerance - (trip - known));
    }

    static Reservation refused(boolean blocked, Duration retryIn) {
        return new Reservation(blocked, retryIn.isNegative() ? Duration.ZERO : retryIn, List.of(), 0);
    }
}
