package io.coupabridge.runtime.run;

import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.RunStore;
import io.coupabridge.runtime.observation.LogContext;
import io.coupabridge.runtime.observation.Tracing;
import io.coupabridge.runtime.publication.Streams;
import io.coupabridge.runtime.schedule.NextStep;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A bounded time of work for one tenant: its commands one after the other, until there are none, one has to wait, or the
 * time is over and others wait. Used by one thread.
 */
final class Slice {

    private final SliceScope scope;
    private final Outcomes outcomes;
    private final TimeSlice time;
    private final RunStore runs;
    private final Tracing tracing;
    private final RunAdmission admission;
    private final TenantErasure erasure;

    Slice(SliceScope scope, RunStore runs, Tracing tracing, RunAdmission admission, TenantErasure erasure) {
        this.scope = scope;
        this.outcomes = scope.outcomes();
        this.time = scope.time();
        this.runs = runs;
        this.tracing = tracing;
        this.admission = admission;
        this.erasure = erasure;
    }

    NextStep work() throws InterruptedException {
        OptionalLong erased = erasure.due(Streams.tenant(scope.stream().id()));
        if (erased.isPresent()) {
            Optional<NextStep> pause = erasure.erase(erased.getAsLong(), open(), scope);
            if (pause.isPresent()) {
                return pause.get();
            }
        }
        Optional<Run> run = begin(openAndInTime());
        while (run.isPresent()) {
            Run one = run.get();
            Optional<NextStep> pause = tracing.slice(one, () -> admission.read(one, scope));
            if (pause.isPresent()) {
                return noLaterThanDeadlines(pause.get());
            }
            run = begin(openAndInTime());
            if (run.isPresent() && time.over()) {
                return new NextStep.Again();
            }
        }
        return new NextStep.Idle();
    }

    /**
     * The run that goes on now fails, by a fault that trying again would not mend. The log has it with its stack trace.
     *
     * @return false when there is none
     */
    boolean fail(RuntimeException fault) {
        Optional<Run> run = next(open());
        run.ifPresent(one -> LogContext.of(
                one, () -> outcomes.failed(one, FailurePolicy.internal(fault).failure())));
        scope.stream().settle();
        return run.isPresent();
    }

    private Optional<Run> begin(List<Run> open) {
        Optional<Run> run = next(open);
        run.ifPresent(one -> time.goesOnAfter(one.progress().pages()));
        return run;
    }

    private static Optional<Run> next(List<Run> open) {
        return open.stream()
                .filter(run -> run.state() == Run.State.RUNNING)
                .findFirst()
                .or(() -> open.stream().findFirst());
    }

    /** Commands that were cancelled, or whose deadline passed, end first, whether they are being worked or wait their turn. */
    private List<Run> openAndInTime() {
        List<Run> open = open();
        boolean anyEnded = false;
        for (Run run : open) {
            anyEnded |= outcomes.endedFromOutside(run).isPresent();
        }
        return anyEnded ? open() : open;
    }

    /** As they are once everything published is confirmed: a run whose outcome is pending would be worked again. */
    private List<Run> open() {
        scope.stream().settle();
        return runs.open(Streams.tenant(scope.stream().id())).stream()
                .filter(run -> run.state() != Run.State.RECEIVED)
                .toList();
    }

    private NextStep noLaterThanDeadlines(NextStep step) {
        if (step instanceof NextStep.At at) {
            return new NextStep.At(noLaterThanDeadlines(at.instant()));
        }
        if (step instanceof NextStep.Elsewhere elsewhere) {
            return new NextStep.Elsewhere(noLaterThanDeadlines(elsewhere.hereAgain()));
        }
        // it is in line, and its deadlines are looked at when it is worked
        return step;
    }

    private Instant noLaterThanDeadlines(Instant instant) {
        return open().stream()
                .map(Run::deadline)
                .min(Instant::compareTo)
                .filter(deadline -> deadline.isBefore(instant))
                .orElse(instant);
    }
}
