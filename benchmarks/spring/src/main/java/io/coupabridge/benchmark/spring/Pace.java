package io.coupabridge.benchmark.spring;

import java.util.concurrent.locks.LockSupport;

/** Spreads requests evenly over time, so that Coupa never has to turn one away. Thread-safe. */
final class Pace {

    private static final double NANOS_PER_SECOND = 1e9;

    private final long interval;
    private long next = System.nanoTime();

    /** @param rate the most requests a second; 0 for no limit */
    Pace(double rate) {
        this.interval = rate > 0 ? (long) (NANOS_PER_SECOND / rate) : 0;
    }

    /** Returns when the caller may send one request. */
    void await() {
        if (interval == 0) {
            return;
        }
        long turn = takeTurn();
        for (long left = turn - System.nanoTime(); left > 0; left = turn - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private synchronized long takeTurn() {
        long now = System.nanoTime();
        long turn = next - now > 0 ? next : now;
        next = turn + interval;
        return turn;
    }
}
