package io.coupabridge.budget;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The right to start one request within a short interval. A missed slot lapses; there is nothing to give back.
 *
 * @param notBeforeNanos by {@link System#nanoTime()} of this JVM
 * @param notAfterNanos by {@link System#nanoTime()} of this JVM; inclusive
 */
public record Slot(long notBeforeNanos, long notAfterNanos) {

    /** Whether a request may start at this time of {@link System#nanoTime()}. */
    public boolean isOpenAt(long nanoTime) {
        return nanoTime - notBeforeNanos >= 0 && nanoTime - notAfterNanos <= 0;
    }

    /**
     * Waits for the slot to begin.
     *
     * @return true when a request may start now, false when the slot is missed
     */
    public boolean await() throws InterruptedException {
        long left = notBeforeNanos - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(this, left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            left = notBeforeNanos - System.nanoTime();
        }
        return isOpenAt(System.nanoTime());
    }

    /** How long until it begins; zero when it has begun. */
    public long nanosUntilOpen() {
        return Math.max(0, notBeforeNanos - System.nanoTime());
    }

    /** How much of it is left at a time of {@link System#nanoTime()}; less than nothing when it is over, or never opens. */
    long nanosLeftAt(long nanoTime) {
        return notAfterNanos - (nanoTime - notBeforeNanos > 0 ? nanoTime : notBeforeNanos);
    }

    @Override
    public String toString() {
        long width = TimeUnit.NANOSECONDS.toMicros(notAfterNanos - notBeforeNanos);
        return "Slot[in " + TimeUnit.NANOSECONDS.toMicros(nanosUntilOpen()) + " µs, open for " + width + " µs]";
    }
}
