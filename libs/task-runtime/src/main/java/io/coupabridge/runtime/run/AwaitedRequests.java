package io.coupabridge.runtime.run;

import io.coupabridge.budget.BudgetBlockedException;
import io.coupabridge.budget.BudgetBusyException;
import io.coupabridge.budget.Slot;
import io.coupabridge.client.failure.UnavailableException;
import io.coupabridge.client.failure.UnavailableException.Kind;
import io.coupabridge.client.http.CoupaHttp;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.http.PageRequest;
import io.coupabridge.client.http.TooLateException;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.observation.Metrics;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Requests whose answer is waited for: by the run's own thread, or by a mapper that looks something up. Thread-safe. */
final class AwaitedRequests {

    /** Whoever waits looks so often whether it is still wanted. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1);

    private final RunRequests requests;
    private final HeldToken token;
    private final Metrics metrics;
    private final Set<CompletableFuture<Page>> waitedFor = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    AwaitedRequests(RunRequests requests, HeldToken token, Metrics metrics) {
        this.requests = requests;
        this.token = token;
        this.metrics = metrics;
    }

    /**
     * Sends a request when the budget lets it, and waits for the answer.
     *
     * @throws io.coupabridge.client.failure.CoupaException as the request failed
     * @throws ExpiredTokenException when the token ended before the request was sent
     * @throws io.coupabridge.budget.BudgetException when no slot was to be had in time
     * @throws CancellationException when it was given up
     * @throws IllegalStateException when this is closed meanwhile
     */
    Page get(PageRequest request, Patience patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.forSlot().toNanos();
        boolean late = false;
        while (true) {
            String host = token.host();
            Slot slot = acquireSlot(token.current(), deadline);
            refuseWhenClosed();
            // only now: there may be another since the wait for a slot began
            Granted with = token.current();
            if (!with.baseUrl().hostKey().equals(host)) {
                continue;
            }
            token.requireUsable(with);
            try {
                Page page = await(requests.send(with, request, slot), patience.inVain());
                requests.noteLatency(page);
                return page;
            } catch (TooLateException e) {
                token.requireUsable(with);
                metrics.slotMissed();
                // once more: by now the host is looked up, and there is a connection
                if (late && System.nanoTime() - deadline >= 0) {
                    throw tooLate(with);
                }
                late = true;
            }
        }
    }

    /** @param deadline until which a slot must be granted; it opens within the budget's horizon, a second */
    private Slot acquireSlot(Granted with, long deadline) throws InterruptedException {
        long start = System.nanoTime();
        while (true) {
            refuseWhenClosed();
            try {
                Slot slot = requests.reserve(with, 1).get(0);
                if (slot.await()) {
                    metrics.slotWait(Duration.ofNanos(System.nanoTime() - start));
                    return slot;
                }
                metrics.slotMissed();
                if (System.nanoTime() - deadline >= 0) {
                    // on a full machine the next one may be missed too, and others want this thread
                    throw new BudgetBusyException(with.baseUrl().hostKey(), SHORTEST_PAUSE);
                }
            } catch (BudgetBusyException | BudgetBlockedException e) {
                if (e.retryIn().toNanos() > deadline - System.nanoTime()) {
                    throw e;
                }
                TimeUnit.NANOSECONDS.sleep(
                        Math.max(SHORTEST_PAUSE.toNanos(), Math.min(e.retryIn().toNanos(), LOOK.toNanos())));
            }
        }
    }

    private Page await(CompletableFuture<Page> answer, BooleanSupplier inVain) throws InterruptedException {
        waitedFor.add(answer);
        try {
            refuseWhenClosed();
            while (!isThere(answer)) {
                if (inVain.getAsBoolean()) {
                    throw unanswered();
                }
            }
            return CoupaHttp.await(answer);
        } catch (CancellationException e) {
            refuseWhenClosed();
            throw e;
        } finally {
            answer.cancel(true);
            waitedFor.remove(answer);
        }
    }

    private static boolean isThere(CompletableFuture<Page> answer) throws InterruptedException {
        try {
            answer.get(LOOK.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** Whether somebody waits for what was sent and Coupa has not answered. */
    boolean awaitsAnswers() {
        return !waitedFor.isEmpty();
    }

    /** What is waited for is cancelled: whoever waits gets a {@link CancellationException}. */
    void giveUp() {
        waitedFor.forEach(answer -> answer.cancel(true));
    }

    /** The run has left this place: what its mappers ask for, or would still ask for, is not waited for any more. */
    void close() {
        closed = true;
        giveUp();
    }

    private void refuseWhenClosed() {
        if (closed) {
            throw new IllegalStateException("The run goes on elsewhere.");
        }
    }

    /** What a Coupa is told to have done that was given up. */
    UnavailableException unanswered() {
        return new UnavailableException(
                Kind.TIMEOUT,
                "Coupa at " + token.current().baseUrl().host()
                        + " has not answered for long, and others wait: it is asked again later.");
    }

    private static UnavailableException tooLate(Granted with) {
        return new UnavailableException(
                Kind.NO_CONNECTION,
                "Coupa at " + with.baseUrl().host() + " could not be asked within a slot of its request budget: looking"
                        + " its name up, or connecting, takes too long.");
    }
}
