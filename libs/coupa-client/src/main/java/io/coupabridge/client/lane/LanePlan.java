package io.coupabridge.client.lane;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is left to read of a resource, as ranges of ids that are read side by side.
 *
 * <p>A lane has at most one page on its way, and advances only when that page is settled, so that a crash re-reads at most
 * one page a lane. Lanes are split while they are read: ids may be sparse or skewed, and a lane that ends early is
 * replaced by pieces of the longest ones. {@link #remaining()} at any moment covers everything that is not settled, once.
 *
 * <p>Thread-safe, since lanes are taken as slots open, on other threads than the run's. A lane that was taken stays where it
 * is until it is settled or given back; where it ends may change, and is the business of the run's thread, which splits.
 */
public final class LanePlan {

    /** The end of a range that goes on to the last record, whatever its id; such a range is never split. */
    public static final long OPEN_END = Long.MAX_VALUE;

    /** A lane shorter than this many expected pages is not worth a split: its second half would be mostly surplus. */
    private static final double WORTH_SPLITTING_PAGES = 3;

    /** Of a page by which lanes are cut shorter than whole pages: one that holds a few ids more is still enough. */
    private static final double SLACK = 0.2;

    private final double expectedIdsAPage;
    private final List<Lane> lanes = new ArrayList<>();
    private double idsSeen;
    private double pagesSeen;

    /** The list has no id up to this one, as far as its first page has told. */
    private long begin;

    /**
     * @param remaining disjoint ranges, such as a checkpoint holds
     * @param expectedIdsAPage about how many ids a page spans, until one was seen ({@link IdDensity}); 0 when nobody knows,
     *     and nothing is cut until then
     */
    public LanePlan(List<Range> remaining, double expectedIdsAPage) {
        this.expectedIdsAPage = expectedIdsAPage;
        remaining.forEach(range -> lanes.add(new Lane(range.after(), range.upTo())));
    }

    /** Ids above {@code after} up to and including {@code upTo}. */
    public record Range(long after, long upTo) {

        public Range {
            if (after < 0 || after >= upTo) {
                throw new IllegalArgumentException(
                        "A range starts at 0 or behind, and ends behind its start: not " + after + " to " + upTo + ".");
            }
        }
    }

    /** A range being read. */
    public static final class Lane {

        private long after;
        private long upTo;
        private boolean busy;
        private double idsAPage;

        /** The end of its page once that has arrived, else where the lane starts. */
        private long covered;

        private Lane(long after, long upTo) {
            this.after = after;
            this.upTo = upTo;
            this.covered = after;
        }

        /** The next page starts behind this id. */
        public long after() {
            return after;
        }

        /** The last id of the lane. Shrinks when the lane is split. */
        public long upTo() {
            return upTo;
        }
    }

    /**
     * The lane with the most left among those without a page on its way, now marked as busy; empty when all are busy or
     * none is left. So all lanes end at about the same time, and none has to be split for the others to have work. An open
     * end goes first, since nobody knows how much it has; nearly always it is nothing.
     */
    public synchronized Optional<Lane> take() {
        Optional<Lane> longest = lanes.stream()
                .filter(lane -> !lane.busy)
                .max(Comparator.comparingDouble(lane -> lane.upTo == OPEN_END ? OPEN_END : pagesLeft(lane)));
        longest.ifPresent(lane -> lane.busy = true);
        return longest;
    }

    /** Gives a taken lane back unread: its page failed or was never asked for. */
    public synchronized void giveBack(Lane lane) {
        lane.busy = false;
        lane.covered = lane.after;
    }

    /**
     * The lane's page arrived: from now on a split leaves alone what the page covers.
     *
     * @param firstId the lowest id of the page, which may lie behind the lane; 0 when the page held none
     * @param lastId the highest id of the page within the lane; {@code after} when it held none
     * @param ended whether the page was empty or reached past the lane
     */
    public synchronized Settlement arrived(Lane lane, long firstId, long lastId, boolean ended) {
        lane.covered = ended ? lane.upTo : lastId;
        if (lane.after == 0 && firstId > 0) {
            begin = firstId - 1;
        }
        // where a list begins says nothing of what follows, while leaps within it do
        long from = Math.max(lane.after, begin);
        if (lane.upTo != OPEN_END && from < lane.covered) {
            lane.idsAPage = lane.covered - from;
            idsSeen += lane.idsAPage;
            pagesSeen++;
        }
        return new Settlement(lane, lane.covered);
    }

    /** Where a lane will stand once its page is settled. */
    public record Settlement(Lane lane, long reached) {}

    /** The page is settled: the lane advances, and is gone when it has reached its end. */
    public synchronized void settle(Settlement settlement) {
        Lane lane = settlement.lane();
        lane.after = settlement.reached();
        lane.busy = false;
        if (lane.after >= lane.upTo) {
            lanes.remove(lane);
        }
    }

    /** What is left once those pages, of a lane each, are settled: the checkpoint to store with them. */
    public synchronized List<Range> remainingAfter(Collection<Settlement> settlements) {
        Map<Lane, Long> reached = new IdentityHashMap<>();
        settlements.forEach(settlement -> reached.put(settlement.lane(), settlement.reached()));
        List<Range> ranges = new ArrayList<>();
        for (Lane lane : lanes) {
            long after = reached.getOrDefault(lane, lane.after);
            if (after < lane.upTo) {
                ranges.add(new Range(after, lane.upTo));
            }
        }
        return ranges;
    }

    /** Everything that is not settled. */
    public synchronized List<Range> remaining() {
        return lanes.stream().map(lane -> new Range(lane.after, lane.upTo)).toList();
    }

    public synchronized boolean done() {
        return lanes.isEmpty();
    }

    public synchronized int size() {
        return lanes.size();
    }

    /**
     * Cuts lanes into pieces of about the same number of whole pages until there are that many, or none is worth it. Where
     * ids lie quite at random, each cut costs half a page on average: the surplus behind the end of the piece before it.
     */
    public synchronized void widen(int wanted) {
        if (pagesSeen == 0 && expectedIdsAPage == IdDensity.UNKNOWN) {
            return;
        }
        Map<Lane, Integer> pieces = new LinkedHashMap<>();
        lanes.forEach(lane -> pieces.put(lane, 1));
        for (int more = wanted - lanes.size(); more > 0 && !lanes.isEmpty(); more--) {
            Lane longest =
                    Collections.max(lanes, Comparator.comparingDouble(lane -> pagesLeft(lane) / pieces.get(lane)));
            if (pagesLeft(longest) / pieces.get(longest) < WORTH_SPLITTING_PAGES) {
                break;
            }
            pieces.merge(longest, 1, Integer::sum);
        }
        pieces.forEach(this::cut);
    }

    private void cut(Lane lane, int pieces) {
        // a page on its way covers so much that it is left alone
        double page = idsAPage(lane);
        boolean onItsWay = lane.busy && lane.covered == lane.after;
        long untouched = lane.covered + (onItsWay ? (long) Math.min(page, lane.upTo - lane.after - 2) : 0);
        double left = (lane.upTo - untouched) / page;
        double start = untouched;
        Lane piece = lane;
        for (int more = pieces; more > 1; more--) {
            // of what is left, so that the last piece is no longer than the others
            double pages = Math.max(1, Math.rint(left / more + SLACK)) - SLACK;
            left -= pages;
            start += pages * page;
            if (start > piece.after + 1 && start < piece.upTo) {
                Lane behind = new Lane((long) start, piece.upTo);
                piece.upTo = behind.after;
                lanes.add(behind);
                piece = behind;
            }
        }
    }

    private double pagesLeft(Lane lane) {
        if (lane.upTo == OPEN_END) {
            return 0;
        }
        return (lane.upTo - lane.covered) / idsAPage(lane);
    }

    private double idsAPage(Lane lane) {
        if (lane.idsAPage > 0) {
            return lane.idsAPage;
        }
        return Math.max(1, pagesSeen == 0 ? expectedIdsAPage : idsSeen / pagesSeen);
    }
}
