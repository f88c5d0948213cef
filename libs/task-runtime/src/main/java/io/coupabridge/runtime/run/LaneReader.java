package io.coupabridge.runtime.run;

import io.coupabridge.budget.Slot;
import io.coupabridge.client.failure.UnexpectedResponseException;
import io.coupabridge.client.lane.Lane;
import io.coupabridge.client.lane.LanePlan;
import io.coupabridge.client.lane.LanePlan.Arrived;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.observation.Metrics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Reads the lanes of a pass side by side: as many as the ceiling times the time of a page needs, each request inside a
 * slot of the host's budget. What comes is cut to its lane and mapped; the run settles it. Used by the run's thread: what
 * happens on others comes in through a queue of {@link LaneEvent}s.
 */
final class LaneReader implements AutoCloseable {

    private final LanePlan plan;
    private final CoupaSession session;
    private final TimeSlice time;
    private final ReplicaResources resources;
    private final Metrics metrics;
    private final Metrics.Lanes gauges;
    private final int maxLanes;
    private final BlockingQueue<LaneEvent> events = new LinkedBlockingQueue<>();
    private final LaneSlots slots;
    private final LaneSender sender;
    private final ArrivedPages arrived;
    private final PageMapping mapping;
    private final MappedPages mapped = new MappedPages();
    private final LaneFailures failures = new LaneFailures();
    private final Linger linger;
    private int underWay;
    private int wanted;
    private boolean oneAtATime;

    /** As made by {@link LaneReaders}. */
    LaneReader(LaneReaders shared, Pass pass, LanePlan plan, CoupaSession session, TimeSlice time) {
        this.plan = plan;
        this.session = session;
        this.time = time;
        this.resources = shared.resources();
        this.metrics = shared.metrics();
        this.maxLanes = shared.maxLanes();
        this.gauges = metrics.lanes();
        this.linger = new Linger(time);
        RunRequests requests = session.requests();
        this.slots = new LaneSlots(requests::reserve, metrics, System::nanoTime);
        this.arrived = new ArrivedPages(plan, () -> requests.withoutCursor(pass.resource()));
        LaneSender.Outlet outlet = new LaneSender.Outlet(resources.http, requests, resources.pageSizes);
        this.sender = new LaneSender(pass, plan, outlet, slots::paused, arrived, events::add);
        PassMapper mapper = new PassMapper(pass, shared.putAside(session.scope()), session.mapperLookups());
        this.mapping = new PageMapping(resources.mappers, mapper, events::add);
    }

    /** Whether a single request is under way at most, to see what becomes of it. */
    void oneAtATime(boolean only) {
        oneAtATime = only;
    }

    /** How many pages are still to come, or to be taken. */
    int underWay() {
        return underWay + (failures.any() ? 1 : 0);
    }

    /** As {@link LaneSlots#pause}. */
    void pause(Duration pause) {
        slots.pause(pause);
    }

    /** As {@link LaneSlots#paused}. */
    boolean paused() {
        return slots.paused();
    }

    /** As {@link LaneSlots#pauseLeft}. */
    Duration pauseLeft() {
        return slots.pauseLeft();
    }

    /** As {@link LaneSlots#takeBlocked}. */
    Duration takeBlocked() {
        return slots.takeBlocked();
    }

    /** Whether requests were sent that Coupa has not answered: lanes', or what a mapper asks for besides a page that came. */
    boolean awaitsAnswers() {
        return sender.awaitsAnswers() || session.awaited().awaitsAnswers();
    }

    /** What is under way is given up: others wait, and its answers do not come. Smaller pages may come. */
    void giveUp() {
        resources.pageSizes.shrink(host());
        sender.giveUp();
        if (session.awaited().awaitsAnswers()) {
            session.awaited().giveUp();
            mapping.giveUp();
        }
        // only now: one that is sent meanwhile may be among them, and is no news either
        failures.sentBeforeNowIsNoNews();
    }

    /**
     * Sends lanes on their way, as far as the budget and the slice allow; none while a failure is still to be taken.
     *
     * @throws io.coupabridge.budget.BudgetUnavailableException when there is no budget to be had
     */
    void fill() {
        Granted access = session.token().current();
        if (failures.any() || !slots.pauseLeft().isZero() || !session.token().mayCarry(access)) {
            return;
        }
        int needed = resources.pageTimes.lanes(
                host(), access.ceiling(), session.requests().latency());
        wanted = oneAtATime ? 1 : Math.min(needed, maxLanes);
        try {
            // never more slots than there is something to ask for
            int free = plan.capacity(wanted) - underWay;
            for (int left = Math.min(free, time.pagesAllowed(wanted - underWay, underWay)); left > 0; left--) {
                Optional<Slot> slot = slots.next(access, left);
                if (slot.isEmpty()) {
                    return;
                }
                metrics.slotWait(Duration.ofNanos(slot.get().nanosUntilOpen()));
                sender.sendIn(slot.get(), access);
                underWay++;
            }
        } finally {
            gauges.now(needed, wanted, underWay);
        }
    }

    /**
     * The next failure, or the next page with those that are there behind it, which cost little more together than one;
     * empty when nothing comes in time. While pages come faster than they are settled, it waits a little for more of them,
     * for about the time that settling takes; a moment for those beside the first; and at the end of a slice for what is still
     * under way.
     */
    Optional<LaneResult> next(Duration atMost) throws InterruptedException {
        if (!failures.any()) {
            await(atMost);
        }
        if (mapped.size() > 0) {
            List<LanePage> pages = mapped.take();
            underWay -= pages.size();
            long now = System.nanoTime();
            pages.forEach(page -> metrics.pageWait(Duration.ofNanos(now - page.cameNanos())));
            return Optional.of(new LaneResult.Pages(pages));
        }
        return failures.take().map(LaneResult.class::cast);
    }

    /** Until a page is mapped, a lane is free again, or the time is over; what is there besides by then is taken too. */
    private void await(Duration atMost) throws InterruptedException {
        Duration pause = slots.pauseLeft();
        Duration longest = pause.isZero() || pause.compareTo(atMost) > 0 ? atMost : pause;
        long deadline = System.nanoTime() + longest.toNanos();
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
                LaneEvent event = events.poll(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
                goOn = event == null ? until != deadline : take(event);
            }
        } while (goOn && !canSettle());
    }

    private boolean canSettle() {
        return mapped.canSettle(mapping.size() == 0);
    }

    /** @return whether to go on waiting */
    private boolean takeWhatIsThere() {
        boolean goOn = true;
        for (LaneEvent event = events.peek(); goOn && event != null; event = events.peek()) {
            goOn = take(events.remove());
        }
        return goOn;
    }

    /** @return whether to go on waiting: not when a lane is free again */
    private boolean take(LaneEvent event) {
        if (event instanceof LaneEvent.PageCame came) {
            return take(came);
        }
        if (event instanceof LaneEvent.PagesMapped pages) {
            mapping.took(pages);
            mapped.add(pages.pages());
            return true;
        }
        underWay--;
        if (event instanceof LaneEvent.SlotMissed missed) {
            takeMissed(missed);
        } else if (event instanceof LaneEvent.AheadRefused refused) {
            plan.refused(refused.ahead());
        } else {
            takeFailed((LaneEvent.PageFailed) event);
        }
        return false;
    }

    private void takeMissed(LaneEvent.SlotMissed missed) {
        if (missed.ask() != null) {
            plan.giveBack(missed.ask());
        }
        metrics.slotMissed();
        if (time.othersWaited()) {
            slots.pauseForOtherMisses();
        }
    }

    private void takeFailed(LaneEvent.PageFailed page) {
        if (page.inMapping()) {
            mapping.tookFailure();
        }
        if (page.lane() != null) {
            plan.giveBack(page.lane());
        }
        noteFailure(page);
    }

    private void noteFailure(LaneEvent.PageFailed page) {
        LaneResult.Failed failed = failures.add(page);
        session.heed(failed.failure());
        if (failed.first()) {
            slots.forget();
        }
    }

    private boolean take(LaneEvent.PageCame came) {
        Optional<Arrived> brings = accept(came);
        if (brings.isEmpty()) {
            underWay--;
            return false;
        }
        Arrived page = brings.get();
        if (page.within().isEmpty()) {
            mapped.add(List.of(LanePage.empty(page.settlement(), came.cameNanos())));
        } else {
            mapping.add(new UnmappedPage(came, page.settlement(), page.within()), linger.longest(underWay));
        }
        // it may have shown that there is more to ask for
        return underWay >= wanted;
    }

    private Optional<Arrived> accept(LaneEvent.PageCame came) {
        try {
            return arrived.accept(came);
        } catch (UnexpectedResponseException e) {
            Lane lane = came.ask().lane();
            noteFailure(new LaneEvent.PageFailed(lane, came.sentNanos(), came.with(), e, false));
            return Optional.empty();
        }
    }

    /** These pages are settled; how long that took is taken into account for the number of lanes. */
    void settled(List<LanePage> pages, Duration publishing) {
        pages.forEach(page -> {
            plan.settle(page.settlement());
            resources.pageSizes.grow(host());
        });
        long withRows = pages.stream().filter(LanePage::hasRows).count();
        if (withRows > 0) {
            linger.settled(withRows, publishing);
            // the lanes of these are free now, and about to bring more
            mapping.holdBack(linger.longest(underWay + pages.size()));
        }
        resources.pageTimes.settled(host(), session.requests().latency(), Linger.waited(pages, publishing));
    }

    @Override
    public void close() {
        sender.close();
        mapping.close();
        gauges.close();
    }

    private String host() {
        return session.token().host();
    }
}
