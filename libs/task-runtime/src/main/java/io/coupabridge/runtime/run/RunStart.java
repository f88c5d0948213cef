package io.coupabridge.runtime.run;

import io.coupabridge.client.http.Page;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.handler.RunScope;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.Position.Held;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.WatermarkStore.Mark;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Resolves what a run is to read when it starts: its mode, and its window by Coupa's clock. */
final class RunStart {

    private final TaskSetup setup;
    private final TenantState tenant;

    RunStart(TaskSetup setup, TenantState tenant) {
        this.setup = setup;
        this.tenant = tenant;
    }

    /** What the run would cover if it started now. */
    RunScope provisional(Run run) {
        Instant now = setup.now();
        return RunWindow.of(run, tenant.mark(), now, setup.config.run()).provisional(run.tenant(), now);
    }

    /**
     * The run as it starts, at the begin of its first pass.
     *
     * @param provisional as of {@link #provisional}
     * @param newest the newest records of the first pass, which tell Coupa's clock too
     */
    Run started(Run run, RunScope provisional, Page newest) {
        Instant now = provisional.startedAt();
        Instant coupasNow = Optional.ofNullable(newest.serverTime()).orElse(now).truncatedTo(ChronoUnit.SECONDS);
        boolean full = provisional.full();
        // an earlier version that goes on with this run ends with it, and has not read the changes
        Instant watermark = full ? tenant.mark().map(Mark::watermark).orElse(coupasNow) : coupasNow;
        Position start = run.position()
                .planned(PassPlanner.ranges(newest))
                .readFrom(watermark)
                .holding(full ? held(provisional) : null);
        Instant to = provisional.mode() == RunMode.WINDOW ? run.askedTo() : coupasNow;
        return run.started(provisional.mode(), provisional.from(), to, now, start);
    }

    private Held held(RunScope scope) {
        List<Pass> passes = setup.handler.passes(scope);
        // of a tenant's first run there is nothing to count, and others' records to look through
        return Sweeping.swept(passes)
                .filter(pass -> tenant.anyKnown())
                .map(pass -> tenant.held(pass.sweep().since()))
                .orElse(Held.NOTHING);
    }
}
