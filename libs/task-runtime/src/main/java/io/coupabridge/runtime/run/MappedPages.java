package io.coupabridge.runtime.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;

/** Pages that are mapped and wait to be settled. Used by the run's thread. */
final class MappedPages {

    /** Settled together, about: a page may bring many more than its rows, and Kafka's transaction has its time. */
    private static final int RECORDS_TOGETHER = 2_000;

    private final Queue<LanePage> pages = new ArrayDeque<>();

    void add(Collection<LanePage> more) {
        pages.addAll(more);
    }

    int size() {
        return pages.size();
    }

    /**
     * Whether some are to be settled now. Pages without a record wait for others to be settled with.
     *
     * @param noneMapped whether no page is being mapped, or waits for it
     */
    boolean canSettle(boolean noneMapped) {
        return pages.stream().anyMatch(LanePage::hasRows) || (!pages.isEmpty() && noneMapped);
    }

    /** Those to settle together, in the order in which they came. */
    List<LanePage> take() {
        List<LanePage> together = new ArrayList<>();
        int bytes = 0;
        int records = 0;
        while (!pages.isEmpty()
                && together.size() < PageMapping.PAGES_TOGETHER
                && bytes < PageMapping.BYTES_TOGETHER
                && records < RECORDS_TOGETHER) {
            LanePage page = pages.remove();
            together.add(page);
            bytes += page.bytes();
            records += page.page().size();
        }
        return together;
    }
}
