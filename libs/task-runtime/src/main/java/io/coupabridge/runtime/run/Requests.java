package io.coupabridge.runtime.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.budget.BudgetBlockedException;
import io.coupabridge.budget.BudgetBusyException;
import io.coupabridge.budget.BudgetException;
import io.coupabridge.budget.Slot;
import io.coupabridge.client.failure.CoupaException;
import io.coupabridge.client.failure.RequiredFieldHiddenException;
import io.coupabridge.client.failure.ThrottledException;
import io.coupabridge.client.failure.UnauthorizedException;
import io.coupabridge.client.failure.UnavailableException;
import io.coupabridge.client.failure.UnavailableException.Kind;
import io.coupabridge.client.failure.UnexpectedResponseException;
import io.coupabridge.client.http.CoupaHttp;
import io.coupabridge.client.http.Filter;
import io.coupabridge.client.http.OddRow;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.http.PageRequest;
import io.coupabridge.client.http.Resource;
import io.coupabridge.client.http.TooLateException;
import io.coupabridge.edge.trace.TraceParent;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.handler.RunScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The requests of one run: counted, under its host's budget, and told to the budget and the metrics. Thread-safe. */
final class Requests implements Lookups {

    /** What a mapper asks for besides its page is held in memory; more means that a filter was ignored. */
    private static final int MOST_FETCHED = 10_000;

    /** Looked at to tell an odd record from a hidden key. */
    private static final int OTHERS = 10;

    private static final Duration LONGEST_WAIT_FOR_A_SLOT = Duration.ofSeconds(30);

    /** Whoever waits looks so often whether it is still wanted. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1);

    private final RunTools tools;
    private final RunScope scope;
    private final BooleanSupplier inVain;

    /** Of the slice that makes this. */
    private final TraceParent trace = TraceParent.current();

    private final AtomicLong latencyNanos =
            new AtomicLong(Duration.ofMillis(100).toNanos());
    private final AtomicLong sent = new AtomicLong();
    private final Set<CompletableFuture<Page>> waitedFor = ConcurrentHashMap.newKeySet();
    private volatile long lastMoveNanos = System.nanoTime();
    private final Set<String> listsThatShowTheirKeys = ConcurrentHashMap.newKeySet();
    private volatile Granted access;

    /** The version of the last token that Coupa refused: what has not been sent with it is not sent any more. */
    private volatile long refusedToken;

    private long triedAgainNanos = System.nanoTime() - 1;

    private volatile boolean closed;

    /** @param inVain whether the run's own thread is to give up what it waits for; looked at each second */
    Requests(RunTools tools, RunScope scope, Granted access, BooleanSupplier inVain) {
        this.tools = tools;
        this.scope = scope;
        this.access = access;
        this.inVain = inVain;
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

    /** The most records to ask for at once. */
    int pageSize() {
        return tools.pageSizes.of(access.baseUrl().hostKey());
    }

    /** Of the last good answer. */
    Duration latency() {
        return Duration.ofNanos(latencyNanos.get());
    }

    /** When a request was sent or answered well last, by {@link System#nanoTime}. */
    long lastMoveNanos() {
        return lastMoveNanos;
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
            Granted with, PageRequest asked, BooleanSupplier mayStart, BiConsumer<Page, Duration> answered) {
        PageRequest request = listsThatShowTheirKeys.contains(list(asked.resource())) ? asked.knowingItsKeys() : asked;
        sent.incrementAndGet();
        long start = System.nanoTime();
        lastMoveNanos = start;
        Consumer<Throwable> span =
                tools.tracing.request(trace, scope.tenant(), request.resource().path());
        CompletableFuture<Page> answer =
                tools.http.page(with.baseUrl(), with.token(), request, () -> mayCarry(with) && mayStart.getAsBoolean());
        // beside it, not behind it: a dependent stage would wrap the failure
        answer.whenComplete((page, failure) -> {
            // of an answer, without what a full machine does with it: that is not Coupa's time
            Duration took = Duration.ofNanos(failure == null ? page.requestNanos() : System.nanoTime() - start);
            if (failure instanceof UnauthorizedException) {
                refused(with, start);
            }
            if (failure == null) {
                if (!page.records().isEmpty()) {
                    listsThatShowTheirKeys.add(list(request.resource()));
                }
                latencyNanos.set(took.toNanos());
                lastMoveNanos = System.nanoTime();
                answered.accept(page, took);
                tools.metrics.request("good", took);
                span.accept(null);
            } else if (failure instanceof TooLateException) {
                sent.decrementAndGet();
            } else {
                tools.metrics.request(failure.getClass().getSimpleName(), took);
                span.accept(failure);
            }
        });
        return answer;
    }

    private static String list(Resource resource) {
        return resource.path() + " " + resource.fields();
    }

    /** Whether a request that is sent now may carry the token: it has not ended, and Coupa has not refused it. */
    boolean mayCarry(Granted with) {
        return with.tokenVersion() > refusedToken && with.servesAt(tools.clock.instant());
    }

    /** A token that was refused is tried again: what was sent before this does not speak against it. */
    synchronized void tryAgain() {
        refusedToken = 0;
        triedAgainNanos = System.nanoTime();
    }

    private synchronized void refused(Granted with, long sentNanos) {
        if (sentNanos - triedAgainNanos > 0) {
            refusedToken = Math.max(refusedToken, with.tokenVersion());
        }
    }

    private void refuseWhatMustNotBeSent(Granted with) {
        if (with.tokenVersion() <= refusedToken) {
            throw new UnauthorizedException(
                    "Coupa at " + with.baseUrl().host() + " does not accept the token of another request.");
        }
        if (!with.servesAt(tools.clock.instant())) {
            throw new ExpiredTokenException();
        }
    }

    /**
     * Sends a request when the budget lets it, and waits for the answer. For the run's own thread.
     *
     * @throws CoupaException as the request failed
     * @throws ExpiredTokenException when the token ended before the request was sent
     * @throws io.coupabridge.budget.BudgetException when no slot was to be had in time
     * @throws IllegalStateException when this is closed meanwhile
     */
    Page get(PageRequest request, Duration waitForSlot) throws InterruptedException {
        return get(request, waitForSlot, inVain);
    }

    private Page get(PageRequest request, Duration waitForSlot, BooleanSupplier giveUp) throws InterruptedException {
        long deadline = System.nanoTime() + waitForSlot.toNanos();
        boolean late = false;
        while (true) {
            String host = access.baseUrl().hostKey();
            Slot slot = acquireSlot(access, deadline);
            refuseWhenClosed();
            // only now: there may be another since the wait for a slot began
            Granted with = access;
            if (!with.baseUrl().hostKey().equals(host)) {
                continue;
            }
            refuseWhatMustNotBeSent(with);
            try {
                Page page = await(
                        send(
                                with,
                                request,
                                () -> slot.isOpenAt(System.nanoTime()),
                                (read, took) ->
                                        tools.budget.answered(with.baseUrl().hostKey())),
                        giveUp);
                // what was told beside the answer may come later than the answer
                latencyNanos.set(page.requestNanos());
                return page;
            } catch (TooLateException e) {
                refuseWhatMustNotBeSent(with);
                tools.metrics.slotMissed();
                // once more: by now the host is looked up, and there is a connection
                if (late && System.nanoTime() - deadline >= 0) {
                    throw new UnavailableException(
                            Kind.NO_CONNECTION,
                            "Coupa at " + with.baseUrl().host() + " could not be asked within a slot of its request"
                                    + " budget: looking its name up, or connecting, takes too long.");
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
                Slot slot = reserve(with, 1).get(0);
                if (slot.await()) {
                    tools.metrics.slotWait(Duration.ofNanos(System.nanoTime() - start));
                    return slot;
                }
                tools.metrics.slotMissed();
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

    private Page await(CompletableFuture<Page> answer, BooleanSupplier giveUp) throws InterruptedException {
        waitedFor.add(answer);
        try {
            refuseWhenClosed();
            while (!isThere(answer)) {
                if (giveUp.getAsBoolean()) {
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

    /** Whether somebody waits for what was sent and Coupa has not answered. */
    boolean awaitsAnswers() {
        return !waitedFor.isEmpty();
    }

    /** What is waited for is cancelled: whoever waits gets a {@link CancellationException}. */
    void giveUp() {
        waitedFor.forEach(answer -> answer.cancel(true));
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

    /** What a Coupa is told to have done that was given up. */
    UnavailableException unanswered() {
        return new UnavailableException(
                Kind.TIMEOUT,
                "Coupa at " + access.baseUrl().host() + " has not answered for long, and others wait: it is asked again"
                        + " later.");
    }

    private void refuseWhenClosed() {
        if (closed) {
            throw new IllegalStateException("The run goes on elsewhere.");
        }
    }

    /** The run has left this place: what its mappers ask for, or would still ask for, is not waited for any more. */
    void close() {
        closed = true;
        giveUp();
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
    public Rows find(Resource resource, List<Filter> filters) {
        return find(resource, filters, page -> {}, LONGEST_WAIT_FOR_A_SLOT, () -> false);
    }

    /**
     * The rows with these ids, for whoever holds a worker.
     *
     * @throws UnexpectedResponseException when Coupa shows others too: what it does not show then proves nothing
     */
    Rows findNothingBut(Resource resource, Set<Long> ids) {
        return find(
                resource,
                List.of(Filter.in("id", ids)),
                page -> refuseOthers(resource, page, ids),
                tools.config.worker().longestWaitInPlace(),
                inVain);
    }

    private static void refuseOthers(Resource resource, Page page, Set<Long> ids) {
        boolean surplus = page.ids().stream().anyMatch(id -> !ids.contains(id));
        if (surplus) {
            throw new UnexpectedResponseException(
                    UnexpectedResponseException.Kind.INCOMPLETE,
                    "Coupa answers " + resource.path() + " with other records than those whose ids were asked for.");
        }
    }

    /** The same for whoever holds a worker: nothing waits longer for a slot than a worker may, nor in vain for an answer. */
    Lookups withoutLongWaits() {
        Requests all = this;
        return new Lookups() {
            @Override
            public RunScope scope() {
                return all.scope();
            }

            @Override
            public Map<String, Map<Long, String>> references(Map<String, ? extends Collection<Long>> wanted) {
                return all.references(wanted);
            }

            @Override
            public Rows find(Resource resource, List<Filter> filters) {
                return all.find(
                        resource, filters, page -> {}, tools.config.worker().longestWaitInPlace(), inVain);
            }
        };
    }

    /**
     * @param check refuses pages
     * @param waitForSlot how long for each of its requests
     */
    private Rows find(
            Resource resource,
            List<Filter> filters,
            Consumer<Page> check,
            Duration waitForSlot,
            BooleanSupplier giveUp) {
        List<ObjectNode> records = new ArrayList<>();
        List<OddRow> odd = new ArrayList<>();
        LongSummaryStatistics ids = namedIds(filters);
        long first = ids.getCount() == 0 ? 0 : ids.getMin() - 1;
        long last = ids.getCount() == 0 ? Long.MAX_VALUE : ids.getMax();
        PageRequest request = new PageRequest(resource, filters, first, pageSize());
        try {
            Page page = getKnowingKeys(request, waitForSlot, giveUp);
            while (!page.isEmpty()) {
                check.accept(page);
                records.addAll(page.records());
                odd.addAll(page.odd());
                if (records.size() + odd.size() > MOST_FETCHED) {
                    throw new UnexpectedResponseException(
                            UnexpectedResponseException.Kind.TOO_MANY,
                            "Coupa answers " + resource.path() + " with more than " + MOST_FETCHED
                                    + " records: it ignores the filter "
                                    + filters.get(0).attribute() + ".");
                }
                if (!page.hasCursor()) {
                    if (!page.showsNothingBut(get(request.fromTheEnd(), waitForSlot, giveUp))) {
                        throw withoutCursor(resource);
                    }
                    break;
                }
                if (page.lastId() >= last) {
                    break;
                }
                request = request.after(page.lastId());
                page = getKnowingKeys(request, waitForSlot, giveUp);
            }
            return new Rows(records, odd);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while reading from Coupa.", e);
        }
    }

    /** As {@link #get}, when the rows that it asks for may be odd ones and no others. */
    Page getKnowingKeys(PageRequest request, Duration waitForSlot) throws InterruptedException {
        return getKnowingKeys(request, waitForSlot, inVain);
    }

    private Page getKnowingKeys(PageRequest request, Duration waitForSlot, BooleanSupplier giveUp)
            throws InterruptedException {
        try {
            return get(request, waitForSlot, giveUp);
        } catch (RequiredFieldHiddenException e) {
            if (!isOdd(e, request.resource(), waitForSlot, giveUp)) {
                // whoever meets it has nothing to find out any more
                throw new RequiredFieldHiddenException(e.getMessage(), e.key());
            }
            return get(request, waitForSlot, giveUp);
        }
    }

    /**
     * Whether the rows of a page lack a key of their own, and the list hides it from nobody: then other records show it.
     * Asked for again, the page is one with odd rows.
     */
    boolean isOdd(RequiredFieldHiddenException hidden, Resource resource) throws InterruptedException {
        return isOdd(hidden, resource, tools.config.worker().longestWaitInPlace(), inVain);
    }

    private boolean isOdd(
            RequiredFieldHiddenException hidden, Resource resource, Duration waitForSlot, BooleanSupplier giveUp)
            throws InterruptedException {
        if (!hidden.mayBeOdd()) {
            return false;
        }
        try {
            PageRequest others = new PageRequest(resource, List.of(), 0, OTHERS).fromTheEnd();
            return !get(others, waitForSlot, giveUp).records().isEmpty();
        } catch (RequiredFieldHiddenException e) {
            return false;
        }
    }

    /** What a Coupa is told to have done whose list cannot be read on. */
    UnexpectedResponseException withoutCursor(Resource resource) {
        return new UnexpectedResponseException(
                UnexpectedResponseException.Kind.BAD_ID,
                "Coupa at " + access.baseUrl().host() + " answers " + resource.path()
                        + " with records of which none has a usable id, although others lie behind them.");
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
