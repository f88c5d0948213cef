package io.coupabridge.runtime.run;

import io.coupabridge.budget.BudgetBlockedException;
import io.coupabridge.budget.BudgetBusyException;
import io.coupabridge.budget.Slot;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.observation.Metrics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/**
 * The slots of a pass's lanes, and until when none is asked for. Used by the run's thread, but for {@link #paused}, which
 * the thread that sends asks too.
 */
final class LaneSlots {

    /**
     * While others wait, a machine that was too late for a slot is so for the next ones: lanes that miss theirs meanwhile
     * ask together.
     */
    private static final Duration MISSED = Duration.ofMillis(20);

    private final BiFunction<Granted, Integer, List<Slot>> budget;
    private final Metrics metrics;
    private final LongSupplier nanoTime;
    private final Queue<Slot> slots = new ArrayDeque<>();
    private long resumeAtNanos;
    private volatile long silentUntilNanos;
    private boolean blocked;

    /**
     * @param budget as {@link RunRequests#reserve}
     * @param nanoTime as {@link System#nanoTime}
     */
    LaneSlots(BiFunction<Granted, Integer, List<Slot>> budget, Metrics metrics, LongSupplier nanoTime) {
        this.budget = budget;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.resumeAtNanos = nanoTime.getAsLong();
        this.silentUntilNanos = resumeAtNanos;
    }

    /**
     * The next slot; empty when none is to be had now.
     *
     * @param wanted how many more are of use
     * @throws io.coupabridge.budget.BudgetUnavailableException when there is no budget to be had
     */
    Optional<Slot> next(Granted access, int wanted) {
        Slot kept = slots.poll();
        while (kept != null && nanoTime.getAsLong() - kept.notAfterNanos() > 0) {
            metrics.slotMissed();
            kept = slots.poll();
        }
        if (kept != null) {
            return Optional.of(kept);
        }
        try {
            slots.addAll(budget.apply(access, wanted));
            return Optional.of(slots.remove());
        } catch (BudgetBusyException e) {
            resumeAtNanos = nanoTime.getAsLong() + e.retryIn().toNanos();
            metrics.slotPause("BUSY", e.retryIn());
        } catch (BudgetBlockedException e) {
            pause(e.retryIn());
            blocked = true;
        }
        return Optional.empty();
    }

    /** No request starts before this time has passed, nor before the end of a longer pause that was asked for before. */
    void pause(Duration pause) {
        long until = nanoTime.getAsLong() + pause.toNanos();
        if (until - silentUntilNanos > 0) {
            silentUntilNanos = until;
        }
        resumeAtNanos = silentUntilNanos;
        forget();
    }

    /** Slots that were got are not used. */
    void forget() {
        slots.clear();
    }

    /** A slot was missed while others wait: none is asked for, for a moment. */
    void pauseForOtherMisses() {
        long now = nanoTime.getAsLong();
        long until = now + MISSED.toNanos();
        if (until - resumeAtNanos > 0) {
            metrics.slotPause("MISSED", Duration.ofNanos(until - Math.max(now, resumeAtNanos)));
            resumeAtNanos = until;
        }
    }

    /** Whether a pause was asked for; else there is only a slot to wait for. */
    boolean paused() {
        return nanoTime.getAsLong() - silentUntilNanos < 0;
    }

    /** How long until the next slot may be asked for. */
    Duration pauseLeft() {
        return Duration.ofNanos(Math.max(0, resumeAtNanos - nanoTime.getAsLong()));
    }

    /** How long Coupa has asked for silence from now on; zero when it has not. Told once for each time it asks. */
    Duration takeBlocked() {
        Duration told = blocked ? pauseLeft() : Duration.ZERO;
        blocked = false;
        return told;
    }
}
