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
import java.time.Duration;
import java.util.ArrayDeque;
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
 * slot of the host's budget. Pages are read, cut to their lane and mapped here; the run's thread settles them one after
 * the other. Used by that thread alone; answers come in through a queue.
 */
final class LaneReader implements AutoCloseable {

    private static final MappedPage NOTHING = new MappedPage(List.of(), List.of(), List.of(), Set.of());
    private static final int SMALLEST_PAGE = 10;
    private static final double SMOOTHING = 0.2;

    private final RunTools tools;
    private final Pass pass;
    private final LanePlan plan;
    private final Requests requests;
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final Queue<Slot> slots = new ArrayDeque<>();
    private final Set<CompletableFuture<Page>> open = ConcurrentHashMap.newKeySet();
    private Granted access;
    private int limit = PageRequest.LARGEST;
    private int underWay;
    private double secondsAPage = 0.1;
    private long resumeAtNanos = System.nanoTime();
    private long lastFailureNanos = System.nanoTime() - 1;
    private Duration blocked = Duration.ZERO;
    private volatile boolean closed;

    LaneReader(RunTools tools, Pass pass, LanePlan plan, Requests requests, Granted access) {
        this.tools = tools;
        this.pass = pass;
        this.plan = plan;
        this.requests = requests;
        this.access = access;
    }

    /** What a request became. Exactly one of page, mapped and failure is set; none when its slot was missed. */
    private record Answer(
            Lane lane, long sentNanos, Page page, Settlement settlement, MappedPage mapped, int rows, Throwable failure) {}

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

    int underWay() {
        return underWay;
    }

    /** Asks for smaller pages from now on; Coupa is slow with the large ones (coupa-api §3.9). */
    void shrinkPages() {
        limit = Math.max(SMALLEST_PAGE, limit / 2);
    }

    /** No request starts before this time has passed. */
    void pause(Duration pause) {
        resumeAtNanos = System.nanoTime() + pause.toNanos();
        slots.clear();
    }

    /**
     * Sends lanes on their way, as far as the budget allows.
     *
     * @throws io.coupabridge.budget.BudgetUnavailableException when there is no budget to be had
     */
    void fill() {
        if (System.nanoTime() - resumeAtNanos < 0) {
            return;
        }
        int wanted = wantedLanes();
        plan.widen(wanted);
        while (underWay < wanted) {
            Optional<Lane> lane = plan.take();
            if (lane.isEmpty()) {
                return;
            }
            Optional<Slot> slot = slotFor(lane.get(), wanted - underWay);
            if (slot.isEmpty()) {
                return;
            }
            start(lane.get(), slot.get());
        }
    }

    /** The next page or failure; empty when none comes in time. */
    Optional<Arrival> next(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + Math.min(atMost.toNanos(), untilResume(atMost).toNanos());
        while (true) {
            Answer answer = answers.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (answer == null) {
                return Optional.empty();
            }
            if (answer.page() != null) {
                map(answer);
                continue;
            }
            underWay--;
            if (answer.mapped() != null) {
                return Optional.of(new Arrival.Mapped(answer.settlement(), answer.mapped(), answer.rows()));
            }
            plan.giveBack(answer.lane());
            if (answer.failure() == null) {
                tools.metrics.slotMissed();
                return Optional.empty();
            }
            return Optional.of(failed(answer));
        }
    }

    /** Tells how long a page took from its request to its settlement, for the number of lanes. */
    void settled(Settlement settlement, Duration publishing) {
        plan.settle(settlement);
        secondsAPage += SMOOTHING * (requests.latency().plus(publishing).toNanos() / 1e9 - secondsAPage);
    }

    @Override
    public void close() {
        closed = true;
        open.forEach(request -> request.cancel(true));
    }

    private int wantedLanes() {
        int needed = (int) Math.ceil(access.ceiling() * secondsAPage) + 1;
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
        PageRequest request = new PageRequest(pass.resource(), pass.filters(), lane.after(), limit);
        tools.starter.schedule(() -> send(lane, slot, with, request), slot.nanosUntilOpen(), TimeUnit.NANOSECONDS);
    }

    private void send(Lane lane, Slot slot, Granted with, PageRequest request) {
        long now = System.nanoTime();
        if (closed || !slot.isOpenAt(now)) {
            answers.add(new Answer(lane, now, null, null, null, 0, null));
            return;
        }
        try {
            CompletableFuture<Page> sent = requests.send(with, request);
            open.add(sent);
            sent.whenComplete((page, failure) -> {
                open.remove(sent);
                answers.add(new Answer(lane, now, page, null, null, 0, failure));
            });
        } catch (RuntimeException e) {
            answers.add(new Answer(lane, now, null, null, null, 0, e));
        }
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
            answers.add(new Answer(lane, answer.sentNanos(), null, settlement, NOTHING, 0, null));
            return;
        }
        tools.mappers.execute(() -> answers.add(mapped(answer, settlement, within)));
    }

    private Answer mapped(Answer answer, Settlement settlement, Page within) {
        Lane lane = answer.lane();
        try {
            MappedPage mapped = pass.mapper().map(within, requests);
            return new Answer(lane, answer.sentNanos(), null, settlement, mapped, within.records().size(), null);
        } catch (RuntimeException e) {
            return new Answer(lane, answer.sentNanos(), null, null, null, 0, e);
        }
    }

    private Arrival failed(Answer answer) {
        RuntimeException failure = answer.failure() instanceof RuntimeException known
                ? known
                : new IllegalStateException("A request died.", answer.failure());
        boolean first = answer.sentNanos() - lastFailureNanos > 0;
        if (first) {
            lastFailureNanos = System.nanoTime();
            slots.clear();
        }
        return new Arrival.Failed(failure, first);
    }

    private static Page cut(Page page, long upTo) {
        return new Page(
                page.records().stream()
                        .filter(record -> record.get("id").longValue() <= upTo)
                        .toList(),
                page.serverTime(),
                page.requestNanos());
    }

    private Duration untilResume(Duration atMost) {
        long nanos = resumeAtNanos - System.nanoTime();
        return nanos > 0 ? Duration.ofNanos(nanos) : atMost;
    }
}
