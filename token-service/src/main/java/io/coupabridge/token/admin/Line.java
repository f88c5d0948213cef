package io.coupabridge.token.admin;

import io.coupabridge.edge.rest.BusyPool;
import io.coupabridge.edge.rest.DatabaseDown;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Lets a few callers at the database at once; the others stand in line. So a storm of them takes no connections that
 * verifications need, and fails for none. Thread-safe.
 */
@Singleton
class Line {

    static final int AT_ONCE = 8;
    static final int MOST_WAITING = 100;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final Semaphore places = new Semaphore(AT_ONCE, true);
    private final BusyPool pool;
    private final String service;

    Line(BusyPool pool, @ConfigProperty(name = "quarkus.application.name") String service) {
        this.pool = pool;
        this.service = service;
    }

    /**
     * Does it when it is the caller's turn.
     *
     * @param work one transaction, so that it can be done again when it got no connection
     * @throws io.quarkiverse.resteasy.problem.HttpProblem 429 when the line is long, 503 when that is for a database that does not
     *     answer
     */
    <T> T inTurn(Supplier<T> work) {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        if (places.getQueueLength() >= MOST_WAITING || !placeBy(deadline)) {
            throw pool.cameBackWithin(LONGEST_WAIT) ? DatabaseDown.busy(service) : DatabaseDown.down(service);
        }
        try {
            return workBy(deadline, work);
        } finally {
            places.release();
        }
    }

    /** Does it if nobody has to wait for that; empty when somebody would, or the database cannot at the moment. */
    <T> Optional<T> now(Supplier<Optional<T>> work) {
        if (!places.tryAcquire()) {
            return Optional.empty();
        }
        try {
            return work.get();
        } catch (RuntimeException e) {
            if (DatabaseDown.isPassing(e)) {
                return Optional.empty();
            }
            throw e;
        } finally {
            places.release();
        }
    }

    private <T> T workBy(long deadline, Supplier<T> work) {
        while (true) {
            try {
                return work.get();
            } catch (RuntimeException e) {
                // it has waited for a connection, so there is no need to wait here
                if (!pool.timedOut(e) || System.nanoTime() - deadline > 0) {
                    throw e;
                }
            }
        }
    }

    private boolean placeBy(long deadline) {
        try {
            return places.tryAcquire(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
