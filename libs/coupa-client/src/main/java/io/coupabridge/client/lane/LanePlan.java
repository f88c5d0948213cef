package io.coupabridge.client.lane;

import io.coupabridge.client.http.Page;
import io.coupabridge.client.http.PageRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is left to read of a resource, as ranges of ids that are read side by side.
 *
 * <p>A lane has at most one page on its way, and advances only when that page is settled, so that a crash re-reads at most
 * one page a lane. {@link #remaining()} at any moment covers everything that is not settled, once.
 *
 * <p>Lanes are cut while they are read, by pages that are asked for some records ahead: such a page shows where a record is
 * after so many others, and is read there. What it covers is told by its ids alone, so one that shows something else than
 * was expected costs speed and nothing more.
 *
 * <p>Thread-safe, since what to ask for is chosen as slots open, on other threads than the run's. A lane that was taken
 * stays where it is until it is settled or given back; where it ends may change, and is the business of the run's thread,
 * which cuts.
 */
public final class LanePlan {

    /** The end of a range that goes on to the last record, whatever its id; such a range is never cut. */
    public static final long OPEN_END = Long.MAX_VALUE;

    /** So many requests ahead, more than those that helped, show that Coupa does not do what is asked. */
    private static final int MOST_IN_VAIN = 4;

    /** After so many other pages it is tried once more: it may have been an outage. */
    private static final int PAGES_UNTIL_NEXT_TRY = 20;

    /** So many pages at least are tried beyond what is known; and of those wanted, all but so many. */
    private static final int FIRST_PAGES = 3;

    private static final int NOT_TRIED = 4;

    private final double expectedIdsAPage;
    private final boolean whole;
    private final List<Lane> lanes = new ArrayList<>();
    private double idsSeen;
    private double pagesSeen;
    private int inVain;
    private int pagesWithoutTry;

    /** How many pages are to be on their way, as of the last look. */
    private int underWay = 1;

    /** The list has no id up to this one, as far as its first page has told. */
    private long begin;

    /**
     * @param remaining disjoint ranges, such as a checkpoint holds
     * @param expectedIdsAPage about how many ids a page spans, until one was seen ({@link IdDensity}); 0 when nobody knows,
     *     and nothing is cut until then
     * @param whole whether no filter leaves records out: else the list may begin late, and have few
     */
    public LanePlan(List<Range> remaining, double expectedIdsAPage, boolean whole) {
        this.expectedIdsAPage = expectedIdsAPage;
        this.whole = whole;
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

    /**
     * A page to ask for.
     *
     * @param after the id behind which to ask
     * @param skip how many records behind that one to leave out
     * @param ahead whether it is not the next page of the lane, for which the lane would be taken
     */
    public record Ask(Lane lane, long after, long skip, boolean ahead) {}

    /**
     * What to ask for next; empty when there is nothing. The lane with the most left among those that are free, so that all
     * end at about the same time. An open end goes first, since nobody knows how much it has; nearly always it is nothing.
     * When no lane is free, a page ahead: of what is known to be there first, and in the lane that has most of them.
     */
    public synchronized Optional<Ask> next() {
        Optional<Lane> longest = lanes.stream()
                .filter(Lane::isFree)
                .max(Comparator.comparingDouble(lane -> lane.upTo == OPEN_END ? OPEN_END : recordsLeft(lane)));
        return longest.map(LanePlan::take).or(this::ahead);
    }

    private static Ask take(Lane lane) {
        lane.busy = true;
        lane.awaited = true;
        return new Ask(lane, lane.after, 0, false);
    }

    private Optional<Ask> ahead() {
        return cuttable()
                .filter(lane -> lane.pagesAhead(guess(lane), tried(lane)) > 0)
                .max(Comparator.<Lane, Boolean>comparing(lane -> !lane.cutToSize)
                        .thenComparing(lane -> lane.sure)
                        .thenComparing(lane -> lane.ahead(guess(lane), tried(lane))))
                .map(lane -> lane.askAhead(guess(lane), tried(lane), underWay));
    }

    private int tried(Lane lane) {
        return whole || lane.recordsCovered > 0 ? Math.max(FIRST_PAGES, underWay - NOT_TRIED) : FIRST_PAGES;
    }

    private Stream<Lane> cuttable() {
        return lanes.stream().filter(lane -> lane.upTo != OPEN_END && inVain < MOST_IN_VAIN);
    }

    /**
     * How many pages may be on their way at once, or wait to be settled: a lane's own each, and those ahead.
     *
     * @param wanted at most
     */
    public synchronized int capacity(int wanted) {
        underWay = wanted;
        int own =
                (int) lanes.stream().filter(lane -> lane.busy || lane.isFree()).count();
        int asked = lanes.stream().mapToInt(Lane::asked).sum();
        int ahead = cuttable()
                .mapToInt(lane -> lane.pagesAhead(guess(lane), tried(lane)))
                .sum();
        return Math.min(wanted, own + asked + ahead);
    }

    /** Gives back what was not asked for, or failed. */
    public synchronized void giveBack(Ask ask) {
        if (ask.ahead()) {
            asked(ask).ifPresent(lane -> lane.forget(ask));
        } else {
            giveBack(ask.lane());
        }
    }

    /** Gives a taken lane back unread: its page could not be used. */
    public synchronized void giveBack(Lane lane) {
        lane.busy = false;
        lane.awaited = false;
        lane.covered = lane.after;
        lane.recordsCovered = lane.recordsAfter;
    }

    /** Coupa would not answer what was asked ahead. */
    public synchronized void refused(Ask ask) {
        giveBack(ask);
        inVain++;
    }

    private Optional<Lane> asked(Ask ask) {
        return lanes.stream().filter(lane -> lane.hasAsked(ask)).findFirst();
    }

    /**
     * What an arrived page brings.
     *
     * @param lane of which it is the next page
     * @param within the page, cut to its lane
     */
    public record Arrived(Lane lane, Settlement settlement, Page within) {}

    /**
     * A page arrived: from now on a cut leaves alone what it covers. The first record of one that was asked for ahead is the
     * last of what lies before: the lane ends there, and another one begins.
     *
     * @param page without odd rows, when it was asked for ahead: where they belong is shown by the page before it
     * @return empty when a page ahead brings nothing that is not brought by others
     */
    public synchronized Optional<Arrived> arrived(Ask ask, Page page) {
        if (!ask.ahead()) {
            tryAgainAfterAWhile();
            return Optional.of(arrived(ask.lane(), page));
        }
        return behind(ask, page).map(lane -> {
            lane.busy = true;
            return arrived(lane, behind(lane.after, page));
        });
    }

    private void tryAgainAfterAWhile() {
        pagesWithoutTry = inVain < MOST_IN_VAIN ? 0 : pagesWithoutTry + 1;
        if (pagesWithoutTry == PAGES_UNTIL_NEXT_TRY) {
            inVain = MOST_IN_VAIN - 1;
        }
    }

    /** @return of which the page is the next one; empty when that is on its way, or the page is not to be used */
    private Optional<Lane> behind(Ask ask, Page page) {
        Optional<Lane> asked = asked(ask);
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        Lane lane = asked.get();
        long before = lane.forget(ask).orElseThrow();
        if (page.isEmpty() || page.id(0) > lane.upTo) {
            lane.hasAtMost(before);
            return Optional.empty();
        }
        boolean next = ask.skip() == 0;
        long from = Math.max(lane.covered, next ? ask.after() : page.id(0));
        Optional<Lane> behind = page.lastId() <= from || from >= lane.upTo
                ? Optional.empty()
                : cut(lane, from, from == lane.covered ? lane.recordsCovered : before + 1);
        lane.cutToSize |= behind.isPresent() && behind.get() != lane;
        inVain = behind.isPresent() ? Math.max(0, inVain - 1) : inVain + 1;
        return behind;
    }

    /** @return the lane behind this id, which is free; empty when its next page is on its way */
    private Optional<Lane> cut(Lane lane, long at, long records) {
        if (at == lane.after) {
            return lane.busy ? Optional.empty() : Optional.of(lane);
        }
        Lane behind = lane.cut(at, records);
        lanes.add(behind);
        return Optional.of(behind);
    }

    private Arrived arrived(Lane lane, Page page) {
        boolean ended = !page.hasCursor() || page.lastId() >= lane.upTo;
        lane.awaited = false;
        Page within = ended ? page.upTo(lane.upTo) : page;
        lane.covered = ended ? lane.upTo : page.lastId();
        lane.recordsCovered = lane.recordsAfter + within.ids().size();
        if (ended && lane.sure && lane.end - lane.recordsCovered > PageRequest.LARGEST / 2) {
            // what was taken to lie far ahead lay near: it helped, and was to be had otherwise
            inVain += 2;
        }
        if (lane.after == 0 && page.hasCursor()) {
            begin = page.firstId() - 1;
        }
        // where a list begins says nothing of what follows, while leaps within it do
        long from = Math.max(lane.after, begin);
        int records = within.ids().size();
        boolean telling = ended ? 2 * records >= PageRequest.LARGEST : records > 0;
        if (lane.upTo != OPEN_END && from < lane.covered && telling) {
            lane.idsAPage = (double) PageRequest.LARGEST * (lane.covered - from) / records;
            idsSeen += lane.idsAPage;
            pagesSeen++;
        }
        return new Arrived(lane, new Settlement(lane, lane.covered), within);
    }

    private static Page behind(long after, Page page) {
        return new Page(
                page.records().stream()
                        .filter(row -> row.get("id").longValue() > after)
                        .toList(),
                page.serverTime(),
                page.bytes(),
                page.requestNanos());
    }

    /** Where a lane will stand once its page is settled. */
    public record Settlement(Lane lane, long reached) {}

    /** The page is settled: the lane advances, and is gone when it has reached its end. */
    public synchronized void settle(Settlement settlement) {
        Lane lane = settlement.lane();
        lane.after = settlement.reached();
        lane.recordsAfter = lane.recordsCovered;
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
        return remainingAfter(List.of());
    }

    public synchronized boolean done() {
        return lanes.isEmpty();
    }

    public synchronized int size() {
        return lanes.size();
    }

    private double recordsLeft(Lane lane) {
        double left = lane.end - lane.recordsCovered;
        return lane.sure ? left : Math.min(left, guess(lane));
    }

    /** How many records are left, as far as ids tell. */
    private double guess(Lane lane) {
        double usual = pagesSeen == 0 ? expectedIdsAPage : idsSeen / pagesSeen;
        if (usual == IdDensity.UNKNOWN) {
            return 0;
        }
        // a page that a leap is in says little of what follows
        double ids = lane.idsAPage > 0 ? Math.min(lane.idsAPage, usual) : usual;
        return PageRequest.LARGEST * (lane.upTo - lane.covered) / Math.max(1, ids);
    }
}
