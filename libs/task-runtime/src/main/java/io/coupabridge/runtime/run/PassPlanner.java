package io.coupabridge.runtime.run;

import io.coupabridge.client.http.Page;
import io.coupabridge.client.http.PageRequest;
import io.coupabridge.client.http.Resource;
import io.coupabridge.client.lane.IdDensity;
import io.coupabridge.client.lane.LanePlan;
import io.coupabridge.client.lane.LanePlan.Range;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.ledger.Position;
import java.util.List;
import java.util.Set;

/** Looks up how far a pass reaches, and how its list is best cut into lanes. Used by one thread. */
final class PassPlanner {

    private final TimeSlice time;

    /** Of the pass that was planned here last. */
    private double idsAPage = IdDensity.UNKNOWN;

    PassPlanner(TimeSlice time) {
        this.time = time;
    }

    /**
     * The ids of as many as in a page, since how they lie says how the list is best cut; little to wait for.
     *
     * @throws RuntimeException as {@link AwaitedRequests#get}
     */
    Page newest(Pass pass, CoupaSession session) throws InterruptedException {
        Resource ids = new Resource(pass.resource().path(), "[\"id\"]", Set.of("id"));
        try {
            Page newest = session.get(PageRequest.newest(ids, pass.filters()));
            idsAPage = newest.hasCursor() ? IdDensity.idsAPage(newest) : IdDensity.UNKNOWN;
            return newest;
        } finally {
            time.progressed();
        }
    }

    /** Up to the newest record, and behind it: the newest one is a hint, an empty page is the end. */
    static List<Range> ranges(Page newest) {
        if (!newest.hasCursor()) {
            return List.of(new Range(0, LanePlan.OPEN_END));
        }
        return List.of(new Range(0, newest.lastId()), new Range(newest.lastId(), LanePlan.OPEN_END));
    }

    /** The lanes of a pass of which this is left to read. */
    LanePlan lanes(Pass pass, Position position) {
        return new LanePlan(position.remaining(), idsAPage, pass.filters().isEmpty());
    }
}
