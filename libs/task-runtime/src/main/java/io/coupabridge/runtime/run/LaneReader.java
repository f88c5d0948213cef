package io.coupabridge.runtime.run;

import io.coupabridge.budget.BudgetBlockedException;
import io.coupabridge.budget.BudgetBusyException;
import io.coupabridge.budget.Slot;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.http.PageRequest;
import io.coupabridge.client.lane.LanePlan;
import io.coupabridge.client.lane.LanePlan.Lane;
import io.coupabridge.client.lane.LanePlan.Settlement;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.handler.MappedPage;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.observation.Metrics;
import io.coupabridge.runtime.run.Arrival.LanePage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
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
 * slot of the host's budget. Pages are read, cut to their lane and mapped here; the run's thread settles them. Used by
 * that thread alone; answers come in through a queue.
 */
final class LaneReader implements AutoCloseable {

    /** Pages of one run that are mapped side by side; a mapper may wait, and must not keep other runs' from mapping. */
    static final int MAPPED_AT_ONCE = 4;

    /** Settled together when they are there: more would not be cheaper by much. */
    private static final int PAGES_AT_ONCE = 16;

    /** What comes in more than this is settled before more is taken: it is in memory as messages too until then. */
    private static final int BYTES_AT_ONCE = 2 << 20;

    /** How long more pages are waited for, at most, to be settled together with one that is there. */
    private static final Duration LONGEST_LINGER = Duration.ofMillis(50);

    /** Lanes beyond what is needed on average, for pages that take longer. */
    private static final int SPARE = 2;

    private static final double SMOOTHING = 0.2;

    private final RunTools tools;
    private final Pass pass;
    private final LanePlan plan;
    private final Requests requests;
    private final TimeSlice time;
    private final Metrics.Lanes lanes;
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final Queue<Slot> slots = new ArrayDeque<>();
    private final Queue<Runnable> toMap = new ArrayDeque<>();
    private final Set<Lane> emptyOnce = new HashSet<>();
    private final Set<CompletableFuture<Page>> open = ConcurrentHashMap.newKeySet();
    private Arrival.Failed failed;
    private Granted access;
    private int underWay;
    private int beingMapped;
    private long resumeAtNanos = System.nanoTime();
    private volatile long silentUntilNanos = System.nanoTime();
    private long lastFailureNanos = System.nanoTime() - 1;
    private Duration blocked = Duration.ZERO;
    private Duration linger = Duration.ZERO;
    private volatile boolean closed;

    LaneReader(RunTools tools, Pass pass, LanePlan plan, Requests requests, Granted access, TimeSlice time) {
        this.tools = tools;
        this.pass = pass;
        this.plan = plan;
        this.requests = requests;
        this.access = access;
        this.time = time;
        this.lanes = tools.metrics.lanes();
    }

    /**
     * What a request became. Exactly one of page, mapped and failure is set; none when its slot was missed.
     *
     * @param usedMapper whether a mapper was at work for it
     */
    private record Answer(
            Lane lane,
            long sentNanos,
            Granted with,
            Page page,
            boolean usedMapper,
            LanePage mapped,
            Throwable failure) {

        static Answer missed(Lane lane, long now, Granted with) {
            return new Answer(lane, now, with, null, false, null, null);
        }

        Answer empty(Settlement settlement) {
            LanePage nothing = new LanePage(settlement, List.of(), 0, MappedPage.NOTHING);
            return new Answer(lane, sentNanos, with, null, false, nothing, null);
        }

        Answer mapped(LanePage result) {
            return new Answer(lane, sentNanos, with, null, true, result, null);
        }

        Answer notMapped(Throwable reason) {
            return new Answer(lane, sentNanos, with, null, true, null, reason);
        }
    }

    Pass pass() {
        return pass;
    }

    /** From now on requests carry this token. */
    void use(Granted fresh) {
        access = fresh;
    }

    /** How long Coupa has asked for silence from now on; zero when it has not. Told once for each time it asks. */
    Duration takeBlocked() {
        Duration told = blocked;
        blocked = Duration.ZERO;
        return told;
    }

    /** How many answers are still to come, or to be taken. */
    int underWay() {
        return underWay + (failed == null ? 0 : 1);
    }

    /** No request starts before this time has passed. */
    void pause(Duration pause) {
        resumeAtNanos = System.nanoTime() + pause.toNanos();
        silentUntilNanos = resumeAtNanos;
        slots.clear();
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
        if (failed != null || System.nanoTime() - resumeAtNanos < 0) {
            return;
        }
        int wanted = wantedLanes();
        plan.widen(wanted);
        try {
            for (int left = time.mayAsk(wanted - underWay, underWay); left > 0; left--) {
                Optional<Lane> lane = plan.take();
                if (lane.isEmpty()) {
                    return;
                }
                Optional<Slot> slot = slotFor(lane.get(), left);
                if (slot.isEmpty()) {
                    return;
                }
                start(lane.get(), slot.get());
            }
        } finally {
            lanes.now(wanted, underWay);
        }
    }

    /**
     * The next failure, or the next page with those that are there behind it, which cost little more together than one;
     * empty when nothing comes in time. While pages come faster than they are settled, it waits a little for more of them,
     * up to the time that settling takes; and at the end of a slice for what is still under way.
     */
    Optional<Arrival> next(Duration atMost) throws InterruptedException {
        List<LanePage> pages = failed == null ? nextPages(atMost) : List.of();
        if (!pages.isEmpty()) {
            return Optional.of(new Arrival.Mapped(pages));
        }
        Optional<Arrival> failure = Optional.ofNullable(failed);
        if (failed != null && failed.first()) {
            // what was sent since it was noticed was sent before anything could be done about it
            lastFailureNanos = System.nanoTime();
        }
        failed = null;
        return failure;
    }

    private List<LanePage> nextPages(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime()
                + Math.min(atMost.toNanos(), untilResume(atMost).toNanos());
        List<LanePage> pages = new ArrayList<>();
        int bytes = 0;
        while (pages.size() < PAGES_AT_ONCE && bytes < BYTES_AT_ONCE) {
            Optional<LanePage> page = nextPage(deadline);
            if (page.isEmpty()) {
                break;
            }
            if (pages.isEmpty()) {
                deadline = System.nanoTime() + (time.asksNoMore(underWay) ? LONGEST_LINGER : linger).toNanos();
            }
            pages.add(page.get());
            bytes += page.get().bytes();
            if (underWay == 0) {
                // nothing is left to wait for
                break;
            }
        }
        return pages;
    }

    /** Empty when none comes in time, or something else does; a failure is kept for later. */
    private Optional<LanePage> nextPage(long deadline) throws InterruptedException {
        while (true) {
            Answer answer = answers.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (answer == null) {
                return Optional.empty();
            }
            if (answer.page() != null && !endsTooEarly(answer)) {
                map(answer);
                continue;
            }
            underWay--;
            if (answer.page() != null) {
                plan.giveBack(answer.lane());
                return Optional.empty();
            }
            mapNext(answer);
            if (answer.mapped() != null) {
                return Optional.of(answer.mapped());
            }
            plan.giveBack(answer.lane());
            if (answer.failure() == null) {
                tools.metrics.slotMissed();
                return Optional.empty();
            }
            failed = failed(answer);
            return Optional.empty();
        }
    }

    /** Tells how long pages took from their requests to their settlement, for the number of lanes. */
    void settled(List<Settlement> settlements, Duration publishing) {
        settlements.forEach(settlement -> {
            plan.settle(settlement);
            tools.pageSizes.grow(host());
        });
        // one that came alone is followed by another after a while, and waiting for it would gain nothing
        linger = settlements.size() == 1 ? Duration.ZERO : Collections.min(List.of(publishing, LONGEST_LINGER));
        double seconds = requests.latency().plus(publishing).toNanos() / 1e9;
        tools.secondsAPage.merge(host(), seconds, (lately, now) -> lately + SMOOTHING * (now - lately));
    }

    @Override
    public void close() {
        closed = true;
        lanes.close();
        toMap.clear();
        open.forEach(request -> request.cancel(true));
    }

    private int wantedLanes() {
        double firstGuess = requests.latency().toNanos() / 1e9;
        double seconds = tools.secondsAPage.getOrDefault(host(), firstGuess);
        int needed = (int) Math.ceil(access.ceiling() * seconds) + SPARE;
        return Math.max(1, Math.min(needed, tools.config.run().maxLanes()));
    }

    private Optional<Slot> slotFor(Lane lane, int wanted) {
        Slot kept = slots.poll();
        while (kept != null && System.nanoTime() - kept.notAfterNanos() > 0) {
            tools.metrics.slotMissed();
            kept = slots.poll();
        }
        if (kept != null) {
            return Optional.of(kept);
        }
        try {
            slots.addAll(requests.reserve(access, Math.min(wanted, plan.idle() + 1)));
            return Optional.of(slots.remove());
        } catch (BudgetBusyException e) {
            plan.giveBack(lane);
            resumeAtNanos = System.nanoTime() + e.retryIn().toNanos();
        } catch (BudgetBlockedException e) {
            plan.giveBack(lane);
            pause(e.retryIn());
            blocked = e.retryIn();
        } catch (RuntimeException e) {
            plan.giveBack(lane);
            throw e;
        }
        return Optional.empty();
    }

    private void start(Lane lane, Slot slot) {
        underWay++;
        Granted with = access;
        PageRequest request =
                new PageRequest(pass.resource(), pass.filters(), lane.after(), tools.pageSizes.of(host()));
        long wait = slot.nanosUntilOpen();
        tools.metrics.slotWait(Duration.ofNanos(Math.max(0, wait)));
        if (wait <= 0) {
            send(lane, slot, with, request);
        } else {
            tools.starter.schedule(() -> send(lane, slot, with, request), wait, TimeUnit.NANOSECONDS);
        }
    }

    private void send(Lane lane, Slot slot, Granted with, PageRequest request) {
        long now = System.nanoTime();
        if (closed || !slot.isOpenAt(now) || now - silentUntilNanos < 0) {
            answers.add(Answer.missed(lane, now, with));
            return;
        }
        try {
            CompletableFuture<Page> sent = requests.send(with, request);
            open.add(sent);
            sent.whenComplete((page, failure) -> {
                open.remove(sent);
                answers.add(new Answer(lane, now, with, page, false, null, failure));
            });
        } catch (RuntimeException e) {
            answers.add(new Answer(lane, now, with, null, false, null, e));
        }
    }

    /**
     * The record at the end of a lane was there when the pass was planned, so a page without any is asked for once more: it
     * may be Coupa's mistake, or the rest of the lane is gone by now.
     */
    private boolean endsTooEarly(Answer answer) {
        boolean early = answer.page().isEmpty() && answer.lane().upTo() != LanePlan.OPEN_END;
        if (!early) {
            emptyOnce.remove(answer.lane());
        }
        return early && emptyOnce.add(answer.lane());
    }

    private void map(Answer answer) {
        Lane lane = answer.lane();
        Page page = answer.page();
        long upTo = lane.upTo();
        boolean ended = page.isEmpty() || page.lastId() >= upTo;
        Page within = ended ? cut(page, upTo) : page;
        long last = within.isEmpty() ? lane.after() : within.lastId();
        Settlement settlement = plan.arrived(lane, last, ended);
        if (within.isEmpty()) {
            answers.add(answer.empty(settlement));
            return;
        }
        toMap.add(() -> answers.add(mapped(answer, settlement, within)));
        mapNext(answer);
    }

    /** Hands pages to the mappers, a few at a time; called for each answer, as one that was mapped makes room. */
    private void mapNext(Answer answer) {
        if (answer.usedMapper()) {
            beingMapped--;
        }
        while (beingMapped < MAPPED_AT_ONCE && !toMap.isEmpty()) {
            beingMapped++;
            tools.mappers.execute(toMap.remove());
        }
    }

    private Answer mapped(Answer answer, Settlement settlement, Page within) {
        try {
            List<Long> rows = new ArrayList<>(within.records().size());
            within.records().forEach(record -> rows.add(record.get("id").longValue()));
            return answer.mapped(
                    new LanePage(settlement, rows, within.bytes(), pass.mapper().map(within, requests)));
        } catch (RuntimeException | Error e) {
            return answer.notMapped(e);
        }
    }

    private Arrival.Failed failed(Answer answer) {
        RuntimeException failure = answer.failure() instanceof RuntimeException known
                ? known
                : new IllegalStateException("A request died.", answer.failure());
        if (PageSizes.tooLarge(failure)) {
            tools.pageSizes.shrink(host());
        }
        boolean first = answer.sentNanos() - lastFailureNanos > 0;
        if (first) {
            slots.clear();
        }
        return new Arrival.Failed(failure, answer.with(), first);
    }

    private static Page cut(Page page, long upTo) {
        return new Page(
                page.records().stream()
                        .filter(record -> record.get("id").longValue() <= upTo)
                        .toList(),
                page.serverTime(),
                page.bytes(),
                page.requestNanos());
    }

    private String host() {
        return access.baseUrl().hostKey();
    }

    private Duration untilResume(Duration atMost) {
        Duration left = pauseLeft();
        return left.isZero() ? atMost : left;
    }
}
