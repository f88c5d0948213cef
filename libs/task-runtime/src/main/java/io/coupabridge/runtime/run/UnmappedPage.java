package io.coupabridge.runtime.run;

import io.coupabridge.client.http.Page;
import io.coupabridge.client.lane.LanePlan.Settlement;
import io.coupabridge.runtime.run.LaneEvent.PageCame;
import io.coupabridge.runtime.run.LaneEvent.PageFailed;

/**
 * A page that came, and is to be mapped.
 *
 * @param page cut to its lane
 */
record UnmappedPage(PageCame came, Settlement settlement, Page page) {

    /** It waited for a mapper in vain. */
    PageFailed failed(Throwable failure) {
        return new PageFailed(settlement.lane(), came.sentNanos(), came.with(), failure, false);
    }

    /** @param sentNanos of the request that failed, be it the page's or one that a mapper sent besides */
    PageFailed failedInMapping(Throwable failure, long sentNanos) {
        return new PageFailed(settlement.lane(), sentNanos, came.with(), failure, true);
    }
}
