package io.coupabridge.runtime.run;

import io.coupabridge.client.lane.LanePlan.Settlement;
import java.util.List;

/**
 * A page of a lane, mapped, that waits to be settled.
 *
 * @param cameNanos when it came, by {@link System#nanoTime}
 * @param rows the ids of the rows that Coupa showed, within the lane
 * @param bytes of the JSON in which they came
 */
record LanePage(Settlement settlement, long cameNanos, List<Long> rows, int bytes, EncodedPage page) {

    /** One that shows its lane to be empty. */
    static LanePage empty(Settlement settlement, long cameNanos) {
        return new LanePage(settlement, cameNanos, List.of(), 0, EncodedPage.NOTHING);
    }

    boolean hasRows() {
        return !rows.isEmpty();
    }
}
