package io.coupabridge.runtime.run;

import io.coupabridge.client.failure.UnexpectedResponseException;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.lane.Lane;
import io.coupabridge.client.lane.LanePlan;
import io.coupabridge.client.lane.LanePlan.Arrived;
import io.coupabridge.client.lane.LanePlan.Ask;
import io.coupabridge.runtime.run.LaneEvent.PageCame;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Decides what pages that came bring their lanes: an end that comes too early, a page that shows no cursor, or one that is
 * odd is asked for again or from the other end. Used by the run's thread, but for {@link #readsFromTheEnd}.
 */
final class ArrivedPages {

    private final LanePlan plan;
    private final Supplier<UnexpectedResponseException> unreadable;
    private final Set<Lane> emptyOnce = new HashSet<>();

    /** Pages behind which nothing can be asked for: their lanes look next at the other end. */
    private final Map<Lane, Page> withoutCursor = new ConcurrentHashMap<>();

    /** @param unreadable what to fail with when a list cannot be read on */
    ArrivedPages(LanePlan plan, Supplier<UnexpectedResponseException> unreadable) {
        this.plan = plan;
        this.unreadable = unreadable;
    }

    /** Whether the next page of a lane is the last of its list. On the thread that sends. */
    boolean readsFromTheEnd(Lane lane) {
        return withoutCursor.containsKey(lane);
    }

    /**
     * What the page brings, cut to its lane; empty when nothing, and then the plan has taken back what was asked.
     *
     * @throws UnexpectedResponseException when the list cannot be read on behind it; its lane is free again
     */
    Optional<Arrived> accept(PageCame came) {
        Ask ask = came.ask();
        Page page = came.page();
        if (endsTooEarly(ask, page)) {
            plan.giveBack(ask.lane());
            return Optional.empty();
        }
        if (ask.ahead()) {
            return acceptAhead(ask, page);
        }
        Page atTheFront = withoutCursor.remove(ask.lane());
        if (atTheFront != null) {
            return acceptBoth(ask, atTheFront, page);
        }
        if (!page.isEmpty() && !page.hasCursor()) {
            withoutCursor.put(ask.lane(), page);
            plan.giveBack(ask.lane());
            return Optional.empty();
        }
        return plan.arrived(ask, page);
    }

    private Optional<Arrived> acceptAhead(Ask ask, Page page) {
        if (page.odd().isEmpty()) {
            return plan.arrived(ask, page);
        }
        // where its rows without an id belong is shown by the lane's own pages
        plan.refused(ask);
        return Optional.empty();
    }

    private Optional<Arrived> acceptBoth(Ask ask, Page atTheFront, Page atTheEnd) {
        if (!atTheFront.showsNothingBut(atTheEnd)) {
            plan.giveBack(ask.lane());
            throw unreadable.get();
        }
        return plan.arrived(ask, atTheFront);
    }

    /**
     * The record at the end of a lane was there when the pass was planned, so a page without any is asked for once more: it
     * may be Coupa's mistake, or the rest of the lane is gone by now.
     */
    private boolean endsTooEarly(Ask ask, Page page) {
        Lane lane = ask.lane();
        boolean early = page.isEmpty() && lane.upTo() != LanePlan.OPEN_END && !ask.ahead();
        if (!early) {
            emptyOnce.remove(lane);
        }
        return early && emptyOnce.add(lane);
    }
}
