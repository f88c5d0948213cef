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
    private final RunLedger ledger;

    RunStart(TaskSetup setup, RunLedger ledger) {
        this.setup = setup;
        this.ledger = ledger;
    }

    /** What the run would cover if it started now. */
    RunScope provisional(Run run) {
        Instant now = setup.now();
        return RunWindow.of(run, mark(run), now, setup.config.run()).provisional(run.tenant(), now);
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
        Instant watermark = full ? mark(run).map(Mark::watermark).orElse(coupasNow) : coupasNow;
        Position start = run.position()
                .planned(PassPlanner.ranges(newest))
                .readFrom(watermark)
                .holding(full ? held(provisional) : null);
        Instant to = provisional.mode() == RunMode.WINDOW ? run.askedTo() : coupasNow;
        return run.started(provisional.mode(), provisional.from(), to, now, start);
    }

    private Optional<Mark> mark(Run run) {
        return ledger.watermarks.find(run.tenant());
    }

    private Held held(RunScope scope) {
        List<Pass> passes = setup.handler.passes(scope);
        // of a tenant's first run there is nothing to count, and others' records to look through
        return Sweeping.swept(passes)
                .filter(pass -> ledger.sweeps.anyKnown(scope.tenant()))
                .map(pass -> ledger.sweeps.held(scope.tenant(), pass.sweep().since()))
                .orElse(Held.NOTHING);
    }
}
