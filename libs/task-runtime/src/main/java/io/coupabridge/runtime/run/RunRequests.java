package io.coupabridge.runtime.run;

import io.coupabridge.budget.BudgetException;
import io.coupabridge.budget.RequestBudget;
import io.coupabridge.budget.Slot;
import io.coupabridge.client.failure.ThrottledException;
import io.coupabridge.client.failure.UnauthorizedException;
import io.coupabridge.client.failure.UnexpectedResponseException;
import io.coupabridge.client.http.CoupaHttp;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.http.PageRequest;
import io.coupabridge.client.http.Resource;
import io.coupabridge.client.http.TooLateException;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.trace.TraceParent;
import io.coupabridge.runtime.connection.Access.Granted;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Sends the requests of one run: counted, under its host's budget, and told to the budget and the metrics. Thread-safe. */
final class RunRequests {

    private final RequestBudget budget;
    private final CoupaHttp http;
    private final Telemetry telemetry;
    private final Holder holder;
    private final HeldToken token;

    /** Of the slice that makes this. */
    private final TraceParent trace = TraceParent.current();

    private final AtomicLong latencyNanos =
            new AtomicLong(Duration.ofMillis(100).toNanos());
    private final AtomicLong sent = new AtomicLong();
    private final Set<String> listsThatShowTheirKeys = ConcurrentHashMap.newKeySet();
    private volatile long lastMoveNanos = System.nanoTime();

    RunRequests(ReplicaResources resources, Telemetry telemetry, Holder holder, HeldToken token) {
        this.budget = resources.budget;
        this.http = resources.http;
        this.telemetry = telemetry;
        this.holder = holder;
        this.token = token;
    }

    /** Who has a share of a host's budget: tasks and tenants get equal ones. */
    record Holder(TenantId tenant, String task) {

        @Override
        public String toString() {
            return tenant + "/" + task;
        }
    }

    /** Takes over how long the last answer to an earlier part of the run took. */
    void expect(RunRequests earlier) {
        latencyNanos.set(earlier.latencyNanos.get());
    }

    /** How many were sent since the last time this was asked. */
    long takeSent() {
        return sent.getAndSet(0);
    }

    /** Of the last good answer. */
    Duration latency() {
        return Duration.ofNanos(latencyNanos.get());
    }

    /** When a request was sent or answered well last, by {@link System#nanoTime}. */
    long lastMoveNanos() {
        return lastMoveNanos;
    }

    /** Slots for this run's next requests. */
    List<Slot> reserve(Granted with, int wanted) {
        try {
            return budget.reserve(with.baseUrl().hostKey(), holder.toString(), with.ceiling(), wanted);
        } catch (BudgetException e) {
            telemetry.metrics.slotRefused(e);
            throw e;
        }
    }

    /**
     * Tells the host's budget that Coupa asked for silence.
     *
     * @throws io.coupabridge.budget.BudgetUnavailableException when it cannot be told
     */
    void throttled(ThrottledException e) {
        budget.throttled(token.host(), e.retryAfter());
    }

    /** Sends the request of a lane, if it may start by then. @param mayStart as of {@link CoupaHttp} */
    CompletableFuture<Page> sendLane(Granted with, PageRequest request, BooleanSupplier mayStart) {
        String host = with.baseUrl().hostKey();
        return send(with, request, mayStart, (page, took) -> {
            if (page.records().size() == request.limit()) {
                budget.answered(host, holder.toString(), kind(request), took);
            } else {
                // a short page comes sooner than a full one
                budget.answered(host);
            }
        });
    }

    /** Sends the request of somebody who waits for the answer, if the slot is open by then. */
    CompletableFuture<Page> send(Granted with, PageRequest request, Slot slot) {
        return send(
                with,
                request,
                () -> slot.isOpenAt(System.nanoTime()),
                (read, took) -> budget.answered(with.baseUrl().hostKey()));
    }

    /** Pages that take about as long as each other: the same list, fields and length. */
    private static String kind(PageRequest request) {
        return request.resource().path() + " " + request.resource().fields().hashCode() + " " + request.limit();
    }

    private CompletableFuture<Page> send(
            Granted with, PageRequest asked, BooleanSupplier mayStart, BiConsumer<Page, Duration> answered) {
        PageRequest request = listsThatShowTheirKeys.contains(list(asked.resource())) ? asked.knowingItsKeys() : asked;
        long start = System.nanoTime();
        lastMoveNanos = start;
        Consumer<Throwable> span = telemetry.tracing.request(
                trace, holder.tenant(), request.resource().path());
        CompletableFuture<Page> answer = http.page(
                with.baseUrl(),
                with.token(),
                request,
                () -> token.mayCarry(with) && mayStart.getAsBoolean(),
                sent::incrementAndGet);
        // beside it, not behind it: a dependent stage would wrap the failure
        answer.whenComplete((page, failure) -> {
            if (failure == null) {
                Duration took = took(page);
                came(page, list(request.resource()));
                answered.accept(page, took);
                telemetry.metrics.request("good", took);
                span.accept(null);
            } else if (!(failure instanceof TooLateException)) {
                // the span of a request that was never sent is left alone, and so nobody sees it
                if (failure instanceof UnauthorizedException) {
                    token.refused(with, start);
                }
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                telemetry.metrics.request(failure.getClass().getSimpleName(), took);
                span.accept(failure);
            }
        });
        return answer;
    }

    private void came(Page page, String list) {
        if (!page.records().isEmpty()) {
            listsThatShowTheirKeys.add(list);
        }
        noteLatency(page);
        lastMoveNanos = System.nanoTime();
    }

    /** What is told beside an answer may come later than the answer, so whoever waits for it notes it too. */
    void noteLatency(Page page) {
        latencyNanos.set(page.requestNanos());
    }

    /** Without what a full machine does with the answer: that is not Coupa's time. */
    private static Duration took(Page page) {
        return Duration.ofNanos(page.requestNanos());
    }

    private static String list(Resource resource) {
        return resource.path() + " " + resource.fields();
    }

    /** What a Coupa is told to have done whose list cannot be read on. */
    UnexpectedResponseException withoutCursor(Resource resource) {
        return new UnexpectedResponseException(
                UnexpectedResponseException.Kind.BAD_ID,
                "Coupa at " + token.current().baseUrl().host() + " answers " + resource.path()
                        + " with records of which none has a usable id, although others lie behind them.");
    }
}
