package io.coupabridge.client.lane;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.lane.LanePlan.Arrived;
import io.coupabridge.client.lane.LanePlan.Ask;
import io.coupabridge.client.lane.LanePlan.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** A run that reads a list by its real plan, on a clock of its own: requests in slots, answers that take their time. */
final class LaneModel {

    /** Slots are 25 ms wide (ADR 2). */
    private static final double SLOT_WIDTH = 0.025;

    /** From the arrival of a page until it is settled. */
    private static final double SECONDS_HERE = 0.04;

    private static final int PAGE = 50;

    private final long[] ids;
    private final int ceiling;
    private final double latency;
    private final PriorityQueue<Event> events = new PriorityQueue<>((a, b) -> Double.compare(a.at(), b.at()));
    private final List<Long> read = new ArrayList<>();
    private LanePlan plan;
    private boolean offsetsHeeded = true;
    private boolean whole = true;
    private int underWay;
    private int requests;
    private double seconds;

    private record Event(double at, Runnable what) {}

    LaneModel(long[] ids, int ceiling, double latency) {
        this.ids = ids;
        this.ceiling = ceiling;
        this.latency = latency;
    }

    LaneModel ignoringOffsets() {
        offsetsHeeded = false;
        return this;
    }

    LaneModel filtered() {
        whole = false;
        return this;
    }

    void run() {
        double slot = (1 + SLOT_WIDTH) / ceiling;
        double nextSlot = latency;
        requests = 1;
        Page newest = page(0, Math.max(0, ids.length - PAGE));
        plan = new LanePlan(
                List.of(new Range(0, newest.lastId()), new Range(newest.lastId(), LanePlan.OPEN_END)),
                IdDensity.idsAPage(newest),
                whole);
        int wanted = (int) Math.ceil(ceiling * (latency + SECONDS_HERE)) + 2;
        while (!plan.done()) {
            while (!events.isEmpty() && events.peek().at() <= nextSlot) {
                Event event = events.remove();
                seconds = event.at();
                event.what().run();
            }
            if (underWay < plan.capacity(wanted)) {
                double now = nextSlot;
                plan.next().ifPresent(ask -> send(ask, now));
            }
            nextSlot += slot;
        }
    }

    private void send(Ask ask, double now) {
        requests++;
        underWay++;
        Page page = page(ask.after(), offsetsHeeded ? ask.skip() : 0);
        events.add(new Event(now + latency, () -> {
            Optional<Arrived> arrived = plan.arrived(ask, page);
            if (arrived.isEmpty()) {
                underWay--;
            }
            arrived.ifPresent(came -> events.add(new Event(now + latency + SECONDS_HERE, () -> {
                came.within().records().forEach(row -> read.add(row.get("id").longValue()));
                plan.settle(came.settlement());
                underWay--;
            })));
        }));
    }

    private Page page(long after, long skip) {
        int place = Arrays.binarySearch(ids, after);
        long from = (place < 0 ? -place - 1 : place + 1) + skip;
        List<ObjectNode> rows = Arrays.stream(ids)
                .skip(from)
                .limit(PAGE)
                .mapToObj(id -> JsonNodeFactory.instance.objectNode().put("id", id))
                .toList();
        return new Page(rows, null, 0, 0);
    }

    List<Long> read() {
        return read;
    }

    int requests() {
        return requests;
    }

    double seconds() {
        return seconds;
    }
}
