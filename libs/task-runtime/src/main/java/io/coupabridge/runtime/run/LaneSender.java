package io.coupabridge.runtime.run;

import io.coupabridge.budget.Slot;
import io.coupabridge.client.failure.ForbiddenException;
import io.coupabridge.client.failure.ThrottledException;
import io.coupabridge.client.failure.UnauthorizedException;
import io.coupabridge.client.failure.UnavailableException;
import io.coupabridge.client.http.CoupaHttp;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.http.PageRequest;
import io.coupabridge.client.http.TooLateException;
import io.coupabridge.client.lane.LanePlan;
import io.coupabridge.client.lane.LanePlan.Ask;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.handler.Pass;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Sends the requests of lanes when their slots open.
 *
 * <p>It does so on the host's sending thread: a slot is open for 25 milliseconds, and the run's thread may be publishing
 * then. What becomes of a request comes in on that thread too, and is handed to the run's by a queue, since it alone
 * decides what to do about it.
 */
final class LaneSender {

    private final Pass pass;
    private final LanePlan plan;
    private final Outlet outlet;
    private final BooleanSupplier silent;
    private final ArrivedPages arrived;
    private final Consumer<LaneEvent> events;
    private final Set<CompletableFuture<Page>> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * @param silent whether nothing is to be sent for now; asked on the thread that sends
     * @param events takes one for each slot that was given; on any thread
     */
    LaneSender(
            Pass pass,
            LanePlan plan,
            Outlet outlet,
            BooleanSupplier silent,
            ArrivedPages arrived,
            Consumer<LaneEvent> events) {
        this.pass = pass;
        this.plan = plan;
        this.outlet = outlet;
        this.silent = silent;
        this.arrived = arrived;
        this.events = events;
    }

    /** Where requests go. */
    record Outlet(CoupaHttp http, RunRequests requests, PageSizes pageSizes) {}

    /** One request is sent in this slot, or none: an event tells. */
    void sendIn(Slot slot, Granted with) {
        outlet.http().onSendingThread(with.baseUrl(), slot.nanosUntilOpen(), () -> send(slot, with));
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
                events.accept(new LaneEvent.SlotMissed(null));
            } else {
                send(slot, ask, with, now);
            }
        } catch (RuntimeException | Error e) {
            // an Error too: the run waits for an event
            events.accept(ask == null ? new LaneEvent.SlotMissed(null) : failure(ask, now, with, e));
        }
    }

    private boolean maySend(Slot slot) {
        return !closed && !silent.getAsBoolean() && slot.isOpenAt(System.nanoTime());
    }

    private void send(Slot slot, Ask ask, Granted with, long now) {
        CompletableFuture<Page> sent = outlet.requests().sendLane(with, request(ask, with), () -> maySend(slot));
        open.add(sent);
        sent.whenComplete((page, failure) -> {
            open.remove(sent);
            if (failure == null) {
                events.accept(new LaneEvent.PageCame(ask, now, System.nanoTime(), with, page));
            } else if (failure instanceof TooLateException) {
                events.accept(new LaneEvent.SlotMissed(ask));
            } else {
                events.accept(failure(ask, now, with, failure));
            }
        });
    }

    private PageRequest request(Ask ask, Granted with) {
        int size = outlet.pageSizes().of(with.baseUrl().hostKey());
        PageRequest next = new PageRequest(pass.resource(), pass.filters(), ask.after(), size);
        boolean fromTheEnd = !ask.ahead() && arrived.readsFromTheEnd(ask.lane());
        return fromTheEnd ? next.fromTheEnd() : next.skipping(ask.skip());
    }

    /** Nothing depends on a page ahead, so a failure that only says that it did not come is none of the run's. */
    private LaneEvent failure(Ask ask, long sentNanos, Granted with, Throwable failure) {
        if (!ask.ahead()) {
            return new LaneEvent.PageFailed(ask.lane(), sentNanos, with, failure, false);
        }
        boolean ofMore = failure instanceof ThrottledException
                || failure instanceof UnauthorizedException
                || failure instanceof ForbiddenException
                || failure instanceof UnavailableException;
        if (!ofMore) {
            return new LaneEvent.AheadRefused(ask);
        }
        plan.refused(ask);
        return new LaneEvent.PageFailed(null, sentNanos, with, failure, false);
    }

    /** Whether requests were sent that Coupa has not answered. */
    boolean awaitsAnswers() {
        return !open.isEmpty();
    }

    /** What was sent is not waited for any more: it fails. */
    void giveUp() {
        open.forEach(request -> request.cancel(true));
    }

    /** Nothing is sent any more, in slots that open later either. */
    void close() {
        closed = true;
        giveUp();
    }
}
