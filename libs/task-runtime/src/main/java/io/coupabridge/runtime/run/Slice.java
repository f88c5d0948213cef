package io.coupabridge.runtime.run;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.publication.PublicationStream;
import io.coupabridge.runtime.connection.Access;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.observation.LogContext;
import io.coupabridge.runtime.publication.Streams;
import io.coupabridge.runtime.schedule.NextStep;
import io.coupabridge.runtime.schedule.StopSignal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A bounded time of work for one tenant: its commands one after the other, until there are none, one has to wait, or the
 * time is over and others wait. Used by one thread.
 */
final class Slice {

    private final RunTools tools;
    private final PublicationStream stream;
    private final TenantId tenant;
    private final Outcomes outcomes;
    private final TimeSlice time;

    Slice(RunTools tools, PublicationStream stream, StopSignal stop) {
        this.tools = tools;
        this.stream = stream;
        this.tenant = Streams.tenant(stream.id());
        this.outcomes = new Outcomes(tools, stream);
        this.time = new TimeSlice(tools.config.worker().slice(), stop);
    }

    NextStep work() throws InterruptedException {
        OptionalLong erasure = tools.erasures.due(tenant);
        if (erasure.isPresent()) {
            Optional<NextStep> pause =
                    new TenantErasure(tools, stream, outcomes, time).erase(erasure.getAsLong(), open());
            if (pause.isPresent()) {
                return pause.get();
            }
        }
        Optional<Run> run = begin(openAndInTime());
        while (run.isPresent()) {
            Run one = run.get();
            Optional<NextStep> pause = tools.tracing.slice(one, () -> workOn(one));
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
                one, () -> outcomes.failed(one, Troubles.internal(fault).failure())));
        stream.settle();
        return run.isPresent();
    }

    /** @return when to go on; empty when the run has its outcome */
    private Optional<NextStep> workOn(Run run) throws InterruptedException {
        if (run.failure() != null) {
            // its row could not be read
            outcomes.failed(run, run.failure());
            return Optional.empty();
        }
        Access access = tools.access.decide(run);
        if (access instanceof Access.Refused refused) {
            outcomes.failed(run, refused.failure());
            return Optional.empty();
        }
        if (access instanceof Access.Wait wait) {
            return Optional.of(outcomes.waits(run, wait, run.waiting()));
        }
        if (access instanceof Access.NotHere notHere) {
            return Optional.of(outcomes.handsBack(run, notHere.message()));
        }
        return new RunReading(tools, stream, outcomes, time, (Access.Granted) access).read(run);
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
        stream.settle();
        return tools.runs.open(tenant).stream()
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
