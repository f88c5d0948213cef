package io.coupabridge.client.lane;

import io.coupabridge.client.http.PageRequest;
import io.coupabridge.client.lane.LanePlan.Ask;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A range being read. Its records are counted from where its list, or the range of its checkpoint, begins; a lane that is
 * cut off another one counts on. The business of its {@link LanePlan}, under whose lock it is.
 */
public final class Lane {

    private static final long UNKNOWN = Long.MAX_VALUE;

    private static final int PAGE = PageRequest.LARGEST;

    /** Of a page that is asked for ahead: its first record shows that nothing is left out before it. */
    private static final int NEW_RECORDS = PAGE - 1;

    /** A list of fewer pages is read by one request after the other. */
    private static final int WORTH_CUTTING_PAGES = 3;

    /** A cut costs a record, and what is behind it is read by one request after the other. */
    private static final int CUTS_FOR_EACH_REQUEST_UNDER_WAY = 20;

    private static final int MOST_PAGES = 8;

    long after;
    long upTo;
    boolean busy;
    double idsAPage;

    /** The end of its page once that has arrived, else where the lane starts. */
    long covered;

    long recordsAfter;
    long recordsCovered;

    /** How many records there are up to the end of the lane, or at most. */
    long end = UNKNOWN;

    /** Whether that was seen. */
    boolean sure;

    /** Whether it was cut off so short that it is best read by one request after the other. */
    boolean cutToSize;

    /** Whether its next page has been asked for and has not arrived. */
    boolean awaited;

    /** What was asked for ahead: how many records are before each of those pages. */
    private final Map<Ask, Long> asked = new HashMap<>();

    Lane(long after, long upTo) {
        this.after = after;
        this.upTo = upTo;
        this.covered = after;
    }

    /** The next page starts behind this id. */
    public long after() {
        return after;
    }

    /** The last id of the lane. Shrinks when the lane is cut. */
    public long upTo() {
        return upTo;
    }

    /** Whether its next page may be asked for: not when that is on its way as one that was asked for ahead. */
    boolean isFree() {
        return !busy && asked.values().stream().noneMatch(this::holdsTheNext);
    }

    private boolean holdsTheNext(long before) {
        return before <= recordsCovered && recordsCovered < before + PAGE;
    }

    int asked() {
        return asked.size();
    }

    boolean hasAsked(Ask ask) {
        return asked.containsKey(ask);
    }

    /**
     * How many records there are to be asked for ahead.
     *
     * @param guess how many are left, as far as ids tell
     * @param tried so many pages at least are tried beyond what is known
     */
    double ahead(double guess, int tried) {
        if (!sure && recordsCovered + guess < WORTH_CUTTING_PAGES * PAGE) {
            return 0;
        }
        double most = Math.max(1 + tried * NEW_RECORDS, recordsCovered);
        double last = sure ? end : Math.min(end, recordsCovered + Math.min(guess, most));
        return Math.max(0, last - reached());
    }

    /** How many records are before what nobody has asked for. */
    private long reached() {
        long own = awaited || isFree() ? recordsCovered + PAGE : recordsCovered;
        return asked.values().stream().mapToLong(before -> before + PAGE).reduce(own, Math::max);
    }

    int pagesAhead(double guess, int tried) {
        return (int) Math.ceil(ahead(guess, tried) / NEW_RECORDS);
    }

    /** @param underWay how many pages are to be on their way */
    Ask askAhead(double guess, int tried, int underWay) {
        long pages = Math.round(ahead(guess, tried) / PAGE / CUTS_FOR_EACH_REQUEST_UNDER_WAY / Math.max(1, underWay));
        long reached = reached();
        long more = PAGE * Math.max(0, Math.min(MOST_PAGES, pages) - 1);
        long before = reached == recordsCovered ? reached : reached - 1 + more;
        Ask ask = new Ask(this, covered, before - recordsCovered, true);
        asked.put(ask, before);
        return ask;
    }

    /** @return how many records are before the page that was asked for; empty when it is of another lane */
    Optional<Long> forget(Ask ask) {
        return Optional.ofNullable(asked.remove(ask));
    }

    void hasAtMost(long records) {
        if (!sure) {
            end = Math.max(recordsCovered, Math.min(end, records));
        }
    }

    /**
     * Ends here, with this record, which is so many records behind the begin.
     *
     * @return what was behind it
     */
    Lane cut(long id, long records) {
        Lane behind = new Lane(id, upTo);
        behind.recordsAfter = records;
        behind.recordsCovered = records;
        behind.end = Math.max(end, records);
        behind.sure = sure;
        behind.idsAPage = idsAPage;
        for (Map.Entry<Ask, Long> ask : List.copyOf(asked.entrySet())) {
            if (ask.getValue() >= records - 1) {
                asked.remove(ask.getKey());
                behind.asked.put(ask.getKey(), ask.getValue());
            }
        }
        upTo = id;
        end = Math.max(records, recordsCovered);
        sure = true;
        return behind;
    }
}
