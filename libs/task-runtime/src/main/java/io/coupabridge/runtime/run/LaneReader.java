package io.coupabridge.runtime.run;

import io.coupabridge.budget.BudgetBlockedException;
import io.coupabridge.budget.BudgetBusyException;
import io.coupabridge.budget.Slot;
import io.coupabridge.client.failure.ForbiddenException;
import io.coupabridge.client.failure.ThrottledException;
import io.coupabridge.client.failure.UnauthorizedException;
import io.coupabridge.client.failure.UnavailableException;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.http.PageRequest;
import io.coupabridge.client.http.TooLateException;
import io.coupabridge.client.lane.Lane;
import io.coupabridge.client.lane.LanePlan;
import io.coupabridge.client.lane.LanePlan.Arrived;
import io.coupabridge.client.lane.LanePlan.Ask;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.observation.Metrics;
import io.coupabridge.runtime.run.Arrival.LanePage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Reads the lanes of a pass side by side: as many as the ceiling times the time of a page needs, each request inside a
 * slot of the host's budget. What comes is cut to its lane, and mapped on other threads; the run's thread settles it. Used
 * by that thread alone, but for sending when a slot opens; answers come in through a queue.
 */
final class LaneReader implements AutoCloseable {

    /** How long more pages are waited for, at most, to be mapped and settled together with one that is there. */
    private static final Duration LONGEST_LINGER = Duration.ofMillis(50);

    /** At least as long, when pages come in numbers: settling three a moment earlier costs what settling twenty does. */
    private static final Duration LEAST_LINGER = Duration.ofMillis(20);

    /** The same while nothing was settled yet: lanes start together, and the first of their pages are soon followed. */
    private static final Duration FIRST_LINGER = Duration.ofMillis(10);

    /** Settled together, about: a page may bring many more than its rows, and Kafka's transaction has its time. */
    private static final int RECORDS_TOGETHER = 2_000;

    /**
     * While others wait, a machine that was too late for a slot is so for the next ones: lanes that miss theirs meanwhile
     * ask together.
     */
    private static final Duration MISSED = Duration.ofMillis(20);

    /** Coupa counts it in seconds. */
    private static final Duration RETRY_AFTER_STEP = Duration.ofSeconds(1);

    private final RunTools tools;
    private final Pass pass;
    private final LanePlan plan;
    private final Requests requests;
    private final TimeSlice time;
    private final Metrics.Lanes lanes;
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final Queue<Slot> slots = new ArrayDeque<>();
    private final PageMapping mapping;
    private final Queue<LanePage> mapped = new ArrayDeque<>();
    private final Set<Lane> emptyOnce = new HashSet<>();

    /** Pages behind which nothing can be asked for: their lanes look next at the other end. */
    private final Map<Lane, Page> withoutCursor = new ConcurrentHashMap<>();

    private final Set<CompletableFuture<Page>> open = ConcurrentHashMap.newKeySet();
    private Arrival.Failed failed;
    private Granted access;
    private int underWay;
    private int wanted;
    private long resumeAtNanos = System.nanoTime();
    private volatile long silentUntilNanos = System.nanoTime();
    private long lastFailureNanos = System.nanoTime() - 1;
    private long lastThrottleNanos = lastFailureNanos;
    private long askedSilenceUntilNanos = lastFailureNanos;
    private boolean blocked;
    private Duration linger = FIRST_LINGER;
    private boolean oneAtATime;
    private volatile boolean closed;

    LaneReader(RunTools tools, Pass pass, LanePlan plan, Requests requests, Granted access, TimeSlice time) {
        this.tools = tools;
        this.pass = pass;
        this.plan = plan;
        this.requests = requests;
        this.access = access;
        this.time = time;
        this.lanes = tools.metrics.lanes();
        PutAside.Rules aside = PutAside.Rules.of(tools.handler.passes(requests.scope()));
        this.mapping = new PageMapping(tools.mappers, pass, aside, requests, answers::add);
    }

    Pass pass() {
        return pass;
    }

    /** From now on requests carry this token. */
    void use(Granted fresh) {
        access = fresh;
    }

    /** Whether a single request is under way at most, to see what becomes of it. */
    void oneAtATime(boolean only) {
        oneAtATime = only;
    }

    /** How long Coupa has asked for silence from now on; zero when it has not. Told once for each time it asks. */
    Duration takeBlocked() {
        Duration told = blocked ? pauseLeft() : Duration.ZERO;
        blocked = false;
        return told;
    }

    /** How many answers are still to come, or to be taken. */
    int underWay() {
        return underWay + (failed == null ? 0 : 1);
    }

    /** No request starts before this time has passed, nor before the end of a longer pause that was asked for before. */
    void pause(Duration pause) {
        long until = System.nanoTime() + pause.toNanos();
        if (until - silentUntilNanos > 0) {
            silentUntilNanos = until;
        }
        resumeAtNanos = silentUntilNanos;
        slots.clear();
    }

    /** Whether requests were sent that Coupa has not answered: lanes', or what a mapper asks for besides a page that came. */
    boolean awaitsAnswers() {
        return !open.isEmpty() || requests.awaitsAnswers();
    }

    /** What is under way is given up: others wait, and its answers do not come. Smaller pages may come. */
    void giveUp() {
        tools.pageSizes.shrink(host());
        open.forEach(request -> request.cancel(true));
        if (requests.awaitsAnswers()) {
            requests.giveUp();
            mapping.giveUp();
        }
        // only now: one that is sent meanwhile may be among them, and is no news either
        lastFailureNanos = System.nanoTime();
    }

    /** Whether a pause was asked for; else there is only a slot to wait for. */
    boolean paused() {
        return System.nanoTime() - silentUntilNanos < 0;
    }

    /** How long until the next request may start. */
    Duration pauseLeft() {
        return Duration.ofNanos(Math.max(0, resumeAtNanos - System.nanoTime()));
    }

    /**
     * Sends lanes on their way, as far as the budget and the slice allow; none while a failure is still to be taken.
     *
     * @throws io.coupabridge.budget.BudgetUnavailableException when there is no budget to be had
     */
    void fill() {
        if (failed != null || System.nanoTime() - resumeAtNanos < 0 || !requests.mayCarry(access)) {
            return;
        }
        int needed = tools.pageTimes.lanes(host(), access.ceiling(), requests.latency());
        wanted = oneAtATime ? 1 : Math.min(needed, tools.config.run().maxLanes());
        try {
            // never more slots than there is something to ask for
            int free = plan.capacity(wanted) - underWay;
            for (int left = Math.min(free, time.mayAsk(wanted - underWay, underWay)); left > 0; left--) {
                Optional<Slot> slot = slot(left);
                if (slot.isEmpty()) {
                    return;
                }
                start(slot.get());
            }
        } finally {
            lanes.now(needed, wanted, underWay);
        }
    }

    /**
     * The next failure, or the next page with those that are there behind it, which cost little more together than one;
     * empty when nothing comes in time. While pages come faster than they are settled, it waits a little for more of them,
     * for about the time that settling takes; a moment for those beside the first; and at the end of a slice for what is still
     * under way.
     */
    Optional<Arrival> next(Duration atMost) throws InterruptedException {
        if (failed == null) {
            await(atMost);
        }
        if (!mapped.isEmpty()) {
            return Optional.of(new Arrival.Mapped(takeMapped()));
        }
        Optional<Arrival> failure = Optional.ofNullable(failed);
        if (failed != null && failed.first()) {
            // what was sent since it was noticed was sent before anything could be done about it
            lastFailureNanos = System.nanoTime();
            if (failed.failure() instanceof ThrottledException throttled) {
                lastThrottleNanos = lastFailureNanos;
                askedSilenceUntilNanos = lastFailureNanos + silence(throttled);
            }
        }
        failed = null;
        return failure;
    }

    /** Until a page is mapped, a lane is free again, or the time is over; what is there besides by then is taken too. */
    private void await(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime()
                + Math.min(atMost.toNanos(), untilResume(atMost).toNanos());
        boolean goOn;
        do {
            goOn = takeWhatIsThere();
            if (canSettle()) {
                // that takes a while, and by its end there are more pages to go with those that wait
                mapping.startFull();
            } else {
                mapping.start(mapping.size() + mapped.size() == underWay);
            }
            if (goOn && !canSettle()) {
                long until = mapping.startsBefore(deadline) ? mapping.startsAt() : deadline;
                Answer answer = answers.poll(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
                goOn = answer == null ? until != deadline : take(answer);
            }
        } while (goOn && !canSettle());
    }

    /** Pages without a record wait for others to be settled with, as long as there are any. */
    private boolean canSettle() {
        return mapped.stream().anyMatch(LanePage::hasRows) || (!mapped.isEmpty() && mapping.size() == 0);
    }

    /** @return whether to go on waiting */
    private boolean takeWhatIsThere() {
        boolean goOn = true;
        for (Answer answer = answers.peek(); goOn && answer != null; answer = answers.peek()) {
            goOn = take(answers.remove());
        }
        return goOn;
    }

    /** @return whether to go on waiting: not when a lane is free again */
    private boolean take(Answer answer) {
        if (answer instanceof Answer.Came came) {
            return take(came);
        }
        if (answer instanceof Answer.Mapped pages) {
            mapping.took(pages);
            mapped.addAll(pages.pages());
            return true;
        }
        if (answer instanceof Answer.Missed missed) {
            underWay--;
            if (missed.ask() != null) {
                plan.giveBack(missed.ask());
            }
            tools.metrics.slotMissed();
            if (time.othersWaited()) {
                awaitOtherMisses();
            }
            return false;
        }
        if (answer instanceof Answer.Refused refused) {
            underWay--;
            plan.refused(refused.ahead());
            return false;
        }
        Answer.Failed failure = (Answer.Failed) answer;
        if (failure.inMapping()) {
            mapping.tookFailure();
        }
        giveBack(failure.lane());
        failed = failed(failure);
        return false;
    }

    private void awaitOtherMisses() {
        long now = System.nanoTime();
        long until = now + MISSED.toNanos();
        if (until - resumeAtNanos > 0) {
            tools.metrics.slotPause("MISSED", Duration.ofNanos(until - Math.max(now, resumeAtNanos)));
            resumeAtNanos = until;
        }
    }

    private boolean take(Answer.Came came) {
        if (endsTooEarly(came)) {
            giveBack(came.ask().lane());
            return false;
        }
        Ask ask = came.ask();
        Page page = came.page();
        if (ask.ahead() && !page.odd().isEmpty()) {
            // where its rows without an id belong is shown by the lane's own pages
            underWay--;
            plan.refused(ask);
            return false;
        }
        Lane lane = ask.lane();
        Page atTheFront = ask.ahead() ? null : withoutCursor.remove(lane);
        if (atTheFront != null && !atTheFront.showsNothingBut(page)) {
            giveBack(lane);
            failed = failed(new Answer.Failed(
                    lane, came.sentNanos(), came.with(), requests.withoutCursor(pass.resource()), false));
            return false;
        }
        if (atTheFront == null && !page.isEmpty() && !page.hasCursor()) {
            withoutCursor.put(lane, page);
            giveBack(lane);
            return false;
        }
        Optional<Arrived> arrived = plan.arrived(ask, atTheFront != null ? atTheFront : page);
        if (arrived.isEmpty()) {
            underWay--;
            return false;
        }
        Page within = arrived.get().within();
        if (within.isEmpty()) {
            mapped.add(new LanePage(arrived.get().settlement(), came.cameNanos(), List.of(), 0, EncodedPage.NOTHING));
        } else {
            mapping.add(came, arrived.get().settlement(), within, longestWait(underWay));
        }
        // it may have shown that there is more to ask for
        return underWay >= wanted;
    }

    private void giveBack(Lane lane) {
        underWay--;
        if (lane != null) {
            plan.giveBack(lane);
        }
    }

    private List<LanePage> takeMapped() {
        List<LanePage> pages = new ArrayList<>();
        int bytes = 0;
        int records = 0;
        while (!mapped.isEmpty()
                && pages.size() < PageMapping.PAGES_TOGETHER
                && bytes < PageMapping.BYTES_TOGETHER
                && records < RECORDS_TOGETHER) {
            LanePage page = mapped.remove();
            pages.add(page);
            bytes += page.bytes();
            records += page.page().size();
            underWay--;
        }
        return pages;
    }

    /** These pages are settled; how long that took is taken into account for the number of lanes. */
    void settled(List<LanePage> pages, Duration publishing) {
        pages.forEach(page -> {
            plan.settle(page.settlement());
            tools.pageSizes.grow(host());
        });
        long withRows = pages.stream().filter(LanePage::hasRows).count();
        if (withRows > 0) {
            // one that came alone is followed by another after a while, and waiting for it would gain nothing
            linger = withRows == 1 ? Duration.ZERO : within(LEAST_LINGER, publishing, LONGEST_LINGER);
            // the lanes of these are free now, and about to bring more
            mapping.holdBack(longestWait(underWay + pages.size()));
        }
        tools.pageTimes.settled(host(), requests.latency(), here(pages, publishing));
    }

    /** @param stillToDo pages that are not settled, or not told to the slice */
    private Duration longestWait(int stillToDo) {
        return time.asksNoMore(stillToDo) ? LONGEST_LINGER : linger;
    }

    /**
     * From the last byte of a page until it was settled; but no more than waiting for others, and for the publication before
     * its own, can take. With more lanes, pages that wait for a processor, or for what a mapper asks for, would wait longer.
     */
    private static Duration here(List<LanePage> pages, Duration publishing) {
        long now = System.nanoTime();
        double nanos = pages.stream()
                .mapToLong(page -> now - page.cameNanos())
                .average()
                .orElse(0);
        return within(
                Duration.ZERO,
                Duration.ofNanos((long) nanos),
                publishing.multipliedBy(2).plus(LONGEST_LINGER));
    }

    @Override
    public void close() {
        closed = true;
        mapping.close();
        lanes.close();
        open.forEach(request -> request.cancel(true));
    }

    private static Duration within(Duration least, Duration time, Duration most) {
        return Collections.min(List.of(Collections.max(List.of(time, least)), most));
    }

    private Optional<Slot> slot(int wanted) {
        Slot kept = slots.poll();
        while (kept != null && System.nanoTime() - kept.notAfterNanos() > 0) {
            tools.metrics.slotMissed();
            kept = slots.poll();
        }
        if (kept != null) {
            return Optional.of(kept);
        }
        try {
            slots.addAll(requests.reserve(access, wanted));
            return Optional.of(slots.remove());
        } catch (BudgetBusyException e) {
            resumeAtNanos = System.nanoTime() + e.retryIn().toNanos();
            tools.metrics.slotPause("BUSY", e.retryIn());
        } catch (BudgetBlockedException e) {
            pause(e.retryIn());
            blocked = true;
        }
        return Optional.empty();
    }

    private void start(Slot slot) {
        Granted with = access;
        long wait = slot.nanosUntilOpen();
        tools.metrics.slotWait(Duration.ofNanos(Math.max(0, wait)));
        tools.http.onSendingThread(with.baseUrl(), wait, () -> send(slot, with));
        underWay++;
    }

    /**
     * The lane is chosen when its slot is open and not when that was got: by then others wait too, and the longest is next.
     * So all end together. Chosen earlier, each had its turn, those that were cut ended first, and others were cut for them.
     */
    private void send(Slot slot, Granted with) {
        Ask ask = null;
        long now = System.nanoTime();
        try {
            ask = maySend(slot) ? plan.next().orElse(null) : null;
            if (ask == null) {
                answers.add(new Answer.Missed(null));
            } else {
                send(slot, ask, with, now);
            }
        } catch (RuntimeException | Error e) {
            // an Error too: the run waits for an answer
            answers.add(ask == null ? new Answer.Missed(null) : failure(ask, now, with, e));
        }
    }

    private boolean maySend(Slot slot) {
        return !closed && !paused() && slot.isOpenAt(System.nanoTime());
    }

    private void send(Slot slot, Ask ask, Granted with, long now) {
        PageRequest next =
                new PageRequest(pass.resource(), pass.filters(), ask.after(), tools.pageSizes.of(host(with)));
        boolean fromTheEnd = !ask.ahead() && withoutCursor.containsKey(ask.lane());
        PageRequest request = fromTheEnd ? next.fromTheEnd() : next.skipping(ask.skip());
        CompletableFuture<Page> sent = requests.send(with, request, () -> maySend(slot));
        open.add(sent);
        sent.whenComplete((page, failure) -> {
            open.remove(sent);
            if (failure instanceof TooLateException) {
                answers.add(new Answer.Missed(ask));
            } else {
                answers.add(
                        failure == null
                                ? new Answer.Came(ask, now, System.nanoTime(), with, page)
                                : failure(ask, now, with, failure));
            }
        });
    }

    /** Nothing depends on a page ahead, so a failure that only says that it did not come is none of the run's. */
    private Answer failure(Ask ask, long sentNanos, Granted with, Throwable failure) {
        if (!ask.ahead()) {
            return new Answer.Failed(ask.lane(), sentNanos, with, failure, false);
        }
        boolean ofMore = failure instanceof ThrottledException
                || failure instanceof UnauthorizedException
                || failure instanceof ForbiddenException
                || failure instanceof UnavailableException;
        if (!ofMore) {
            return new Answer.Refused(ask);
        }
        plan.refused(ask);
        return new Answer.Failed(null, sentNanos, with, failure, false);
    }

    /**
     * The record at the end of a lane was there when the pass was planned, so a page without any is asked for once more: it
     * may be Coupa's mistake, or the rest of the lane is gone by now.
     */
    private boolean endsTooEarly(Answer.Came answer) {
        Lane lane = answer.ask().lane();
        boolean early = answer.page().isEmpty()
                && lane.upTo() != LanePlan.OPEN_END
                && !answer.ask().ahead();
        if (!early) {
            emptyOnce.remove(lane);
        }
        return early && emptyOnce.add(lane);
    }

    private Arrival.Failed failed(Answer.Failed answer) {
        RuntimeException failure = answer.failure() instanceof RuntimeException known
                ? known
                : new IllegalStateException("A request died.", answer.failure());
        tools.pageSizes.heed(host(), failure);
        boolean first = failure instanceof ThrottledException throttled
                ? answer.sentNanos() - lastThrottleNanos > 0 || asksForMore(throttled)
                : answer.sentNanos() - lastFailureNanos > 0;
        if (first) {
            slots.clear();
        }
        return new Arrival.Failed(failure, answer.with(), first);
    }

    /** Whether it asks for silence beyond what was asked for before, and not only since it came a moment later. */
    private boolean asksForMore(ThrottledException throttled) {
        long until = System.nanoTime() + silence(throttled);
        return throttled.retryAfter().isPresent() && until - askedSilenceUntilNanos > RETRY_AFTER_STEP.toNanos();
    }

    private static long silence(ThrottledException throttled) {
        return throttled.retryAfter().orElse(Duration.ZERO).toNanos();
    }

    private String host() {
        return host(access);
    }

    private static String host(Granted with) {
        return with.baseUrl().hostKey();
    }

    private Duration untilResume(Duration atMost) {
        Duration left = pauseLeft();
        return left.isZero() ? atMost : left;
    }
}
