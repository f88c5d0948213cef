package io.coupabridge.benchmark.camel;

import java.util.ArrayList;
import java.util.List;

/** A range of ids that is read page by page, beside others. Only the thread that reads it advances it. */
final class Lane {

    private static final long OPEN_END = Long.MAX_VALUE;

    private final int number;
    private final long upTo;
    private long after;
    private boolean ended;

    private Lane(int number, long after, long upTo) {
        this.number = number;
        this.after = after;
        this.upTo = upTo;
    }

    /** Cuts the ids from the lowest to the highest evenly; the last lane has an open end, for what comes meanwhile. */
    static List<Lane> cut(long lowest, long highest, int wanted) {
        long ids = highest - lowest + 1;
        int count = (int) Math.max(1, Math.min(wanted, ids / Resource.PAGE_SIZE));
        List<Lane> lanes = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            boolean last = number == count - 1;
            long after = number == 0 ? 0 : lowest - 1 + ids * number / count;
            lanes.add(new Lane(number, after, last ? OPEN_END : lowest - 1 + ids * (number + 1) / count));
        }
        return lanes;
    }

    int number() {
        return number;
    }

    /** The next page starts behind this id. */
    long after() {
        return after;
    }

    long upTo() {
        return upTo;
    }

    boolean ended() {
        return ended;
    }

    boolean covers(long id) {
        return id <= upTo;
    }

    /** @param reached the last id of the page, which may lie behind the lane; {@link #after()} for an empty page */
    void advance(long reached) {
        ended = reached == after || reached >= upTo;
        after = Math.min(reached, upTo);
    }
}
