package io.coupabridge.runtime.run;

import io.coupabridge.client.lane.LanePlan;
import io.coupabridge.client.lane.LanePlan.Range;
import io.coupabridge.client.lane.LanePlan.Settlement;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.ledger.SweepStore.Seen;
import java.util.List;

/**
 * A pass that is being read.
 *
 * @param sweeping whether records may be missing from it: not of a tenant of whom nothing was known before the run
 */
record OpenPass(Pass pass, LanePlan plan, LaneReader reader, boolean sweeping) {

    /** What is left to read once these pages are settled. */
    List<Range> remainingAfter(List<LanePage> pages) {
        List<Settlement> settlements = pages.stream().map(LanePage::settlement).toList();
        return plan.remainingAfter(settlements);
    }

    /** What pages say of the ranges that they cover, for the sweep. */
    List<Seen> seen(List<LanePage> pages) {
        if (!sweeping) {
            return List.of();
        }
        return pages.stream()
                .map(page -> new Seen(
                        page.settlement().lane().after(),
                        page.settlement().reached(),
                        page.rows(),
                        page.page().ids(),
                        pass.sweep().since()))
                .toList();
    }
}
