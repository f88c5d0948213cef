package io.coupabridge.runtime.run;

import io.coupabridge.client.failure.RetryDelays;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.lane.LanePlan;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.handler.RunScope;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.RunStore;
import io.coupabridge.runtime.schedule.NextStep;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Reads one run as far as it gets, from state to state: resolves what it is to read, plans its passes and reads them,
 * sweeps, and completes it. Used by one thread.
 */
final class RunReading {

    private final ReadingParts parts;
    private final RunPlace place;
    private final ActiveRun active;
    private final RunStart start;
    private final PassPlanner planner;
    private final FailurePolicy policy;
    private final Pauses pauses;
    private final RunControl control;
    private final QuarantineLimit limit;

    RunReading(ReadingParts parts, RunPlace place, Run run, Granted access) {
        TaskSetup setup = parts.setup;
        TimeSlice time = place.time();
        this.parts = parts;
        this.place = place;
        this.start = new RunStart(setup, place.tenant());
        RunScope scope = run.state() == Run.State.QUEUED ? start.provisional(run) : ActiveRun.scopeOf(run);
        this.active = new ActiveRun(run, parts.sessions.open(scope, access, this::inVain), place.journal());
        this.planner = new PassPlanner(time);
        this.policy = new FailurePolicy(
                setup.task(), setup.config.run().attempts(), new RetryDelays(ThreadLocalRandom.current()), setup.clock);
        this.pauses =
                new Pauses(active, time, parts.metrics, setup.config.worker().longestWaitInPlace(), setup.clock);
        LookInterval nextLook = new LookInterval();
        RunWatch watch = new RunWatch(active, time, pauses, nextLook, place.tenant()::access);
        Recovery recovery = new Recovery(active, policy, pauses, nextLook, place.tenant()::successorUsableFrom);
        this.control = new RunControl(active, time, watch, recovery, pauses);
        this.limit = new QuarantineLimit(setup.task(), setup.config.run().quarantineShare());
    }

    /** @return when to go on; empty when the run has its outcome */
    Optional<NextStep> read() throws InterruptedException {
        pauses.forgetSilenceThatEnded();
        try {
            for (RunState state = state(); state.goesOn(); state = state()) {
                switch (state) {
                    case QUEUED -> start();
                    case PLANNING -> plan(nextPass());
                    case READING -> read(nextPass());
                    default -> sweepAndComplete();
                }
            }
            return active.pause();
        } finally {
            active.session().close();
        }
    }

    private RunState state() {
        return RunState.of(active.run(), active.pause().isPresent(), passes().size());
    }

    private void start() throws InterruptedException {
        RunScope provisional = active.session().scope();
        Optional<Page> newest = newest(handlerPasses(provisional).get(0));
        if (newest.isPresent()) {
            active.countRequests();
            Run started = start.started(active.run(), provisional, newest.get());
            active.start(started, parts.sessions.open(ActiveRun.scopeOf(started), active.access(), this::inVain));
        }
    }

    private void plan(Pass pass) throws InterruptedException {
        judgeQuarantine();
        Optional<Page> newest = newest(pass);
        newest.ifPresent(page -> active.move(active.position().planned(PassPlanner.ranges(page))));
    }

    /** Empty when that cannot be known now, or the run does not go on. */
    private Optional<Page> newest(Pass pass) throws InterruptedException {
        if (active.goesOn()) {
            control.look(UnderWay.NOTHING);
        }
        if (!active.goesOn()) {
            return Optional.empty();
        }
        try {
            return Optional.of(planner.newest(pass, active.session()));
        } catch (RuntimeException e) {
            control.recovery().after(e, active.access(), UnderWay.NOTHING);
            return Optional.empty();
        }
    }

    private void read(Pass pass) throws InterruptedException {
        Run run = active.run();
        boolean sweeping = run.mode() == RunMode.FULL
                && pass.sweep() != null
                && place.tenant().anyKnown();
        LanePlan plan = planner.lanes(pass, active.position());
        try (LaneReader reader = parts.readers.open(pass, plan, active.session(), place.time())) {
            OpenPass open = new OpenPass(pass, plan, reader, sweeping);
            new PassReading(active, control, open).read();
        }
    }

    private void sweepAndComplete() throws InterruptedException {
        if (active.position().pass() > passes().size()) {
            active.fail(RunStore.UNREADABLE);
            return;
        }
        judgeQuarantine();
        Optional<Pass> swept = Sweeping.swept(passes());
        if (active.goesOn() && active.run().mode() == RunMode.FULL && swept.isPresent()) {
            sweeping(swept.get()).sweep();
        }
        if (active.goesOn()) {
            Run run = active.run();
            Completion completion =
                    Completion.of(run, parts.setup.handler, place.tenant().mark());
            active.complete(completion.receipt(), completion.mark());
        }
    }

    /** Unless records are being removed: it was judged before that. */
    private void judgeQuarantine() {
        Run run = active.run();
        int changes = handlerPasses(active.session().scope().withoutChanges()).size();
        if (limit.isToBeJudged(run, changes) && !place.tenant().anyGone()) {
            limit.objection(run.progress()).ifPresent(active::fail);
        }
    }

    private Sweeping sweeping(Pass swept) {
        SweepScope scope = place.sweep().apply(swept);
        return new Sweeping(active, control, policy, new OutsideWindow(scope), new RemovalSweep(scope));
    }

    private Pass nextPass() {
        return passes().get(active.position().pass());
    }

    private List<Pass> passes() {
        return handlerPasses(active.session().scope());
    }

    private List<Pass> handlerPasses(RunScope scope) {
        return parts.setup.handler.passes(scope);
    }

    private boolean inVain(long lastMoveNanos) {
        return place.time().inVain(active.position().failures(), lastMoveNanos);
    }
}
