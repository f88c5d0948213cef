package io.coupabridge.runtime.run;

import io.coupabridge.client.lane.LanePlan.Settlement;
import io.coupabridge.runtime.connection.Access.Granted;
import java.util.List;

/** What came of a page that a lane asked for. */
sealed interface Arrival {

    /** Pages that are there and mapped, each of another lane; they are to be settled, in this order and together. */
    record Mapped(List<LanePage> pages) implements Arrival {

        List<Settlement> settlements() {
            return pages.stream().map(LanePage::settlement).toList();
        }
    }

    /**
     * @param cameNanos when it came, by {@link System#nanoTime}
     * @param rows the ids of the rows that Coupa showed, within the lane
     * @param bytes of the JSON in which they came
     */
    record LanePage(Settlement settlement, long cameNanos, List<Long> rows, int bytes, EncodedPage page) {

        boolean hasRows() {
            return !rows.isEmpty();
        }
    }

    /**
     * The page failed, and its lane is free again.
     *
     * @param with what the request was sent with
     * @param first whether this is news: a request sent after the last failure was known, and of those that ask for
     *     silence, one sent after the last such, or that asks for more. Side by side, one fault of Coupa's fails many pages
     */
    record Failed(RuntimeException failure, Granted with, boolean first) implements Arrival {}
}
