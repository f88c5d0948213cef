package io.coupabridge.runtime.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.budget.BudgetException;
import io.coupabridge.budget.Slot;
import io.coupabridge.client.failure.CoupaException;
import io.coupabridge.client.failure.ThrottledException;
import io.coupabridge.client.failure.UnavailableException;
import io.coupabridge.client.failure.UnavailableException.Kind;
import io.coupabridge.client.failure.UnexpectedResponseException;
import io.coupabridge.client.http.CoupaHttp;
import io.coupabridge.client.http.Filter;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.http.PageRequest;
import io.coupabridge.client.http.Resource;
import io.coupabridge.client.http.TooLateException;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.handler.PageContext;
import io.coupabridge.runtime.handler.RunScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/** The requests of one run: counted, under its host's budget, and told to the budget and the metrics. Thread-safe. */
final class Requests implements PageContext {

    /** What a mapper asks for besides its page is held in memory; more means that a filter was ignored. */
    private static final int MOST_FETCHED = 10_000;

    private static final Duration LONGEST_WAIT_FOR_A_SLOT = Duration.ofSeconds(30);

    private final RunTools tools;
    private final RunScope scope;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong latencyNanos =
            new AtomicLong(Duration.ofMillis(100).toNanos());
    private volatile Granted access;
    private volatile boolean closed;

    Requests(RunTools tools, RunScope scope, Granted access) {
        this.tools = tools;
        this.scope = scope;
        this.access = access;
    }

    /** Takes over how long the last answer to an earlier part of the run took. */
    void expect(Requests earlier) {
        latencyNanos.set(earlier.latencyNanos.get());
    }

    void use(Granted fresh) {
        access = fresh;
    }

    /** How many were sent since the last time this was asked. */
    long takeSent() {
        return sent.getAndSet(0);
    }

    /** Of the last good answer. */
    Duration latency() {
        return Duration.ofNanos(latencyNanos.get());
    }

    /** Slots for this run's next requests; tasks and tenants on one host get equal shares. */
    List<Slot> reserve(Granted with, int wanted) {
        try {
            return tools.budget.reserve(with.baseUrl().hostKey(), holder(), with.ceiling(), wanted);
        } catch (BudgetException e) {
            tools.metrics.slotRefused(e);
            throw e;
        }
    }

    /** Sends the request of a lane, if it may start by then. @param mayStart as of {@link CoupaHttp} */
    CompletableFuture<Page> send(Granted with, PageRequest request, BooleanSupplier mayStart) {
        String host = with.baseUrl().hostKey();
        return send(with, request, mayStart, (page, took) -> {
            if (page.records().size() == request.limit()) {
                tools.budget.answered(host, holder(), kind(request), took);
            } else {
                // a short page comes sooner than a full one
                tools.budget.answered(host);
            }
        });
    }

    /** Pages that take about as long as each other: the same list, fields and length. */
    private static String kind(PageRequest request) {
        return request.resource().path() + " " + request.resource().fields().hashCode() + " " + request.limit();
    }

    private CompletableFuture<Page> send(
            Granted with, PageRequest request, BooleanSupplier mayStart, BiConsumer<Page, Duration> answered) {
        sent.incrementAndGet();
        long start = System.nanoTime();
        CompletableFuture<Page> answer = tools.http.page(with.baseUrl(), with.token(), request, mayStart);
        // beside it, not behind it: a dependent stage would wrap the failure
        answer.whenComplete((page, failure) -> {
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            if (failure == null) {
                latencyNanos.set(took.toNanos());
                answered.accept(page, took);
                tools.metrics.request("good", took);
            } else if (failure instanceof TooLateException) {
                sent.decrementAndGet();
            } else {
                tools.metrics.request(failure.getClass().getSimpleName(), took);
            }
        });
        return answer;
    }

    /**
     * Sends a request when the budget lets it, and waits for the answer.
     *
     * @throws CoupaException as the request failed
     * @throws io.coupabridge.budget.BudgetException when no slot was to be had in time
     */
    Page get(PageRequest request, Duration waitForSlot) throws InterruptedException {
        long deadline = System.nanoTime() + waitForSlot.toNanos();
        while (true) {
            Granted with = access;
            Slot slot = acquireSlot(with, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            if (closed) {
                throw new IllegalStateException("The run goes on elsewhere.");
            }
            try {
                Page page = CoupaHttp.await(send(
                        with,
                        request,
                        () -> slot.isOpenAt(System.nanoTime()),
                        (read, took) -> tools.budget.answered(with.baseUrl().hostKey())));
                // what was told beside the answer may come later than the answer
                latencyNanos.set(page.requestNanos());
                return page;
            } catch (TooLateException e) {
                tools.metrics.slotMissed();
                if (System.nanoTime() - deadline >= 0) {
                    throw new UnavailableException(
                            Kind.NO_CONNECTION,
                            "Coupa at " + with.baseUrl().host() + " could not be asked within a slot of its request"
                                    + " budget: looking its name up takes too long.");
                }
            }
        }
    }

    private Slot acquireSlot(Granted with, Duration atMost) throws InterruptedException {
        long start = System.nanoTime();
        try {
            Slot slot = tools.budget.acquire(with.baseUrl().hostKey(), holder(), with.ceiling(), atMost);
            tools.metrics.slotWait(Duration.ofNanos(System.nanoTime() - start));
            return slot;
        } catch (BudgetException e) {
            tools.metrics.slotRefused(e);
            throw e;
        }
    }

    /** The run has left this place: what its mappers would still ask for is not asked for. */
    void close() {
        closed = true;
    }

    private String holder() {
        return scope.tenant() + "/" + tools.handler.task().shortName();
    }

    /**
     * Tells the host's budget that Coupa asked for silence.
     *
     * @throws io.coupabridge.budget.BudgetUnavailableException when it cannot be told
     */
    void throttled(ThrottledException e) {
        tools.budget.throttled(access.baseUrl().hostKey(), e.retryAfter());
    }

    @Override
    public RunScope scope() {
        return scope;
    }

    @Override
    public Map<String, Map<Long, String>> references(Map<String, ? extends Collection<Long>> wanted) {
        return tools.records.references(scope.tenant(), wanted);
    }

    @Override
    public List<ObjectNode> fetchAll(Resource resource, List<Filter> filters) {
        return fetchAll(resource, filters, LONGEST_WAIT_FOR_A_SLOT);
    }

    /** The same for whoever holds a worker: nothing waits longer for a slot than a worker may. */
    PageContext withoutLongWaits() {
        Requests all = this;
        return new PageContext() {
            @Override
            public RunScope scope() {
                return all.scope();
            }

            @Override
            public Map<String, Map<Long, String>> references(Map<String, ? extends Collection<Long>> wanted) {
                return all.references(wanted);
            }

            @Override
            public List<ObjectNode> fetchAll(Resource resource, List<Filter> filters) {
                return all.fetchAll(resource, filters, tools.config.worker().longestWaitInPlace());
            }
        };
    }

    /** @param waitForSlot how long for each of its requests */
    private List<ObjectNode> fetchAll(Resource resource, List<Filter> filters, Duration waitForSlot) {
        List<ObjectNode> records = new ArrayList<>();
        LongSummaryStatistics ids = namedIds(filters);
        long first = ids.getCount() == 0 ? 0 : ids.getMin() - 1;
        long last = ids.getCount() == 0 ? Long.MAX_VALUE : ids.getMax();
        PageRequest request = new PageRequest(resource, filters, first, PageRequest.LARGEST);
        try {
            Page page = get(request, waitForSlot);
            while (!page.isEmpty()) {
                records.addAll(page.records());
                if (records.size() > MOST_FETCHED) {
                    throw new UnexpectedResponseException(
                            UnexpectedResponseException.Kind.TOO_LARGE,
                            "Coupa answers " + resource.path() + " with more than " + MOST_FETCHED
                                    + " records: it ignores the filter "
                                    + filters.get(0).attribute() + ".");
                }
                if (page.lastId() >= last) {
                    break;
                }
                request = request.after(page.lastId());
                page = get(request, waitForSlot);
            }
            return records;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while reading from Coupa.", e);
        }
    }

    /** Records that are named by their ids lie between the lowest and the highest: there is no need to look for more. */
    private static LongSummaryStatistics namedIds(List<Filter> filters) {
        return filters.stream()
                .filter(filter ->
                        filter.attribute().equals("id") && filter.operator().equals("in"))
                .flatMap(filter -> Arrays.stream(filter.value().split(",")))
                .mapToLong(Long::parseLong)
                .summaryStatistics();
    }
}
