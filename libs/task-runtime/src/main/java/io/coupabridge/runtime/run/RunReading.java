package io.coupabridge.runtime.run;

import io.coupabridge.budget.BudgetBlockedException;
import io.coupabridge.client.failure.RetryDelays;
import io.coupabridge.client.failure.ThrottledException;
import io.coupabridge.client.failure.UnavailableException;
import io.coupabridge.client.failure.UnexpectedResponseException;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.http.PageRequest;
import io.coupabridge.client.lane.LanePlan;
import io.coupabridge.client.lane.LanePlan.Range;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.contracts.TaskEvent.Receipt;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.contracts.TaskEvent.Waiting;
import io.coupabridge.runtime.connection.Access;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.handler.RunScope;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.WatermarkStore.Mark;
import io.coupabridge.runtime.publication.Publication;
import io.coupabridge.runtime.publication.PublicationStream;
import io.coupabridge.runtime.run.Troubles.Reaction;
import io.coupabridge.runtime.schedule.NextStep;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Reads one run as far as it gets: starts it, reads its passes page by page, and completes it. Every page is settled
 * before the run's position moves past it, so that the run can go on anywhere else. Used by one thread.
 */
final class RunReading {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final Duration LOOK_AROUND = Duration.ofSeconds(1);

    private static final Duration FOR_A_TOKEN = Duration.ofMinutes(1);

    /** Before Coupa's clock is known, an upper bound that no record reaches. */
    private static final Duration FAR_AHEAD = Duration.ofDays(2);

    private final RunTools tools;
    private final PublicationStream stream;
    private final Outcomes outcomes;
    private final TimeSlice time;
    private final PagePublisher publisher;
    private final Troubles troubles;
    private Granted access;
    private Requests requests;
    private Run run;
    private long nextLookNanos = System.nanoTime();

    RunReading(RunTools tools, PublicationStream stream, Outcomes outcomes, TimeSlice time, Granted access) {
        this.tools = tools;
        this.stream = stream;
        this.outcomes = outcomes;
        this.time = time;
        this.access = access;
        this.publisher = new PagePublisher(tools, stream);
        this.troubles = new Troubles(
                tools.handler.task(),
                tools.config.run().attempts(),
                new RetryDelays(ThreadLocalRandom.current()),
                tools.clock);
    }

    /** @return when to go on; empty when the run has its outcome */
    Optional<NextStep> read(Run given) throws InterruptedException {
        run = given;
        while (run.state() == Run.State.QUEUED) {
            Optional<NextStep> notYet = start();
            if (notYet.isPresent() || run.finished()) {
                return notYet;
            }
        }
        requests = new Requests(tools, scope(run), access);
        List<Pass> passes = tools.handler.passes(scope(run));
        while (run.position().pass() < passes.size()) {
            Pass pass = passes.get(run.position().pass());
            Optional<NextStep> pause = run.position().remaining() == null ? plan(pass) : readPass(pass);
            if (pause.isPresent() || run.finished()) {
                return pause;
            }
        }
        complete();
        return Optional.empty();
    }

    /** Resolves the mode and the window, with Coupa's clock, and looks up how far the first pass reaches. */
    private Optional<NextStep> start() throws InterruptedException {
        Instant now = tools.clock.instant();
        Optional<Mark> mark = tools.watermarks.find(run.tenant());
        RunMode mode = resolve(mark, now);
        Instant from = from(mode, mark);
        RunScope provisional =
                new RunScope(run.tenant(), mode, from, mode == RunMode.FULL ? null : now.plus(FAR_AHEAD), now);
        requests = new Requests(tools, provisional, access);
        Pass first = tools.handler.passes(provisional).get(0);
        Page newest;
        try {
            newest = requests.get(PageRequest.newest(first.resource(), first.filters()));
        } catch (RuntimeException e) {
            return afterTrouble(e, null, null);
        }
        Instant coupasNow = Optional.ofNullable(newest.serverTime()).orElse(now).truncatedTo(ChronoUnit.SECONDS);
        Instant to = mode == RunMode.WINDOW ? run.askedTo() : mode == RunMode.INCREMENTAL ? coupasNow : null;
        Position start = run.position().planned(ranges(newest)).readFrom(coupasNow);
        Progress asked = requested();
        run = outcomes.started(run.started(mode, from, to, now, start).advanced(start, asked));
        return Optional.empty();
    }

    private RunMode resolve(Optional<Mark> mark, Instant now) {
        boolean fullDone = mark.isPresent() && mark.get().lastFullAt() != null;
        return switch (run.modeAsked()) {
            case AUTO ->
                fullDone && mark.get().lastFullAt().isAfter(now.minus(tools.config.run().fullAfter()))
                        ? RunMode.INCREMENTAL
                        : RunMode.FULL;
            // without a watermark there is nothing to be incremental to
            case INCREMENTAL -> mark.isPresent() ? RunMode.INCREMENTAL : RunMode.FULL;
            case FULL -> RunMode.FULL;
            case WINDOW -> RunMode.WINDOW;
        };
    }

    private Instant from(RunMode mode, Optional<Mark> mark) {
        return switch (mode) {
            case INCREMENTAL ->
                mark.orElseThrow().watermark().minus(tools.config.run().overlap());
            case WINDOW -> run.askedFrom();
            default -> null;
        };
    }

    private static RunScope scope(Run run) {
        return new RunScope(run.tenant(), run.mode(), run.windowFrom(), run.windowTo(), run.startedAt());
    }

    private Optional<NextStep> plan(Pass pass) throws InterruptedException {
        Page newest;
        try {
            newest = requests.get(PageRequest.newest(pass.resource(), pass.filters()));
        } catch (RuntimeException e) {
            return afterTrouble(e, null, null);
        }
        move(run.position().planned(ranges(newest)));
        return Optional.empty();
    }

    /** Up to the newest record, and behind it: the newest one is a hint, an empty page is the end. */
    private static List<Range> ranges(Page newest) {
        if (newest.isEmpty()) {
            return List.of(new Range(0, LanePlan.OPEN_END));
        }
        return List.of(new Range(0, newest.lastId()), new Range(newest.lastId(), LanePlan.OPEN_END));
    }

    private Optional<NextStep> readPass(Pass pass) throws InterruptedException {
        LanePlan plan = new LanePlan(run.position().remaining(), PageRequest.LARGEST);
        try (LaneReader reader = new LaneReader(tools, pass, plan, requests, access)) {
            while (!plan.done()) {
                Optional<NextStep> pause = lookAround(plan, reader);
                if (pause.isEmpty() && !run.finished()) {
                    pause = readOn(plan, reader);
                }
                if (pause.isPresent() || run.finished()) {
                    return pause;
                }
            }
        }
        move(run.position().nextPass());
        return Optional.empty();
    }

    private Optional<NextStep> readOn(LanePlan plan, LaneReader reader) throws InterruptedException {
        try {
            reader.fill();
        } catch (RuntimeException e) {
            return afterTrouble(e, plan, reader);
        }
        Duration silence = reader.takeBlocked();
        if (!silence.isZero()) {
            return waitOut(
                    silence, WaitReason.THROTTLED, "Coupa asked to send fewer requests.", plan, reader);
        }
        Optional<Arrival> arrival = reader.next(POLL);
        if (arrival.isPresent()) {
            return settle(arrival.get(), plan, reader);
        }
        return Optional.empty();
    }

    private Optional<NextStep> settle(Arrival arrival, LanePlan plan, LaneReader reader) throws InterruptedException {
        if (arrival instanceof Arrival.Mapped mapped) {
            long start = System.nanoTime();
            run = publisher.publish(
                    run.advanced(run.position(), requested()), mapped, plan.remainingAfter(mapped.settlement()));
            reader.settled(mapped.settlement(), Duration.ofNanos(System.nanoTime() - start));
            return Optional.empty();
        }
        Arrival.Failed failed = (Arrival.Failed) arrival;
        return failed.first() ? afterTrouble(failed.failure(), plan, reader) : Optional.empty();
    }

    /** Once a second: whether the run was cancelled or is late, whether its worker is wanted, whether its token changed. */
    private Optional<NextStep> lookAround(LanePlan plan, LaneReader reader) throws InterruptedException {
        if (time.stopped()) {
            return Optional.of(new NextStep.Again());
        }
        if (System.nanoTime() - nextLookNanos < 0) {
            return Optional.empty();
        }
        nextLookNanos = System.nanoTime() + LOOK_AROUND.toNanos();
        if (time.over()) {
            drain(plan, reader);
            return Optional.of(new NextStep.Again());
        }
        run = outcomes.endedFromOutside(run).orElse(run);
        return run.finished() ? Optional.empty() : freshAccess(reader);
    }

    private Optional<NextStep> freshAccess(LaneReader reader) {
        Access current = tools.access.decide(run);
        if (current instanceof Granted granted) {
            access = granted;
            requests.use(granted);
            reader.use(granted);
            return Optional.empty();
        }
        if (current instanceof Access.Refused refused) {
            run = outcomes.failed(run, refused.failure());
            return Optional.empty();
        }
        return Optional.of(outcomes.waits(run, ((Access.Wait) current).waiting()));
    }

    /** @param reader null while no pass is being read */
    private Optional<NextStep> afterTrouble(RuntimeException e, LanePlan plan, LaneReader reader)
            throws InterruptedException {
        if (e instanceof ThrottledException throttled) {
            requests.throttled(throttled);
        }
        if (e instanceof BudgetBlockedException blocked) {
            return waitOut(blocked.retryIn(), WaitReason.THROTTLED, blocked.getMessage(), plan, reader);
        }
        Reaction reaction = troubles.reactTo(e, run.position(), access);
        if (reaction instanceof Reaction.Fail fail) {
            run = outcomes.failed(run.advanced(run.position(), requested()), fail.failure());
            return Optional.empty();
        }
        if (reaction instanceof Reaction.RejectToken rejection) {
            run = run.advanced(rejection.position(), requested());
            Waiting waiting = new Waiting(
                    WaitReason.TOKEN_REJECTED, tools.clock.instant().plus(FOR_A_TOKEN), rejection.message());
            return Optional.of(outcomes.rejects(run, access, waiting));
        }
        Reaction.Retry retry = (Reaction.Retry) reaction;
        run = run.advanced(retry.position(), requested());
        if (reader != null && tooLargeForCoupa(e)) {
            reader.shrinkPages();
        }
        return waitOut(retry.in(), retry.reason(), retry.message(), plan, reader);
    }

    private static boolean tooLargeForCoupa(RuntimeException e) {
        return e instanceof UnavailableException unavailable && unavailable.kind() == UnavailableException.Kind.TIMEOUT
                || e instanceof UnexpectedResponseException unexpected
                        && (unexpected.kind() == UnexpectedResponseException.Kind.TOO_LARGE
                                || unexpected.kind() == UnexpectedResponseException.Kind.BROKEN_JSON);
    }

    /** Waits here when it is short; else gives the worker back, and the platform is told. */
    private Optional<NextStep> waitOut(
            Duration pause, WaitReason reason, String message, LanePlan plan, LaneReader reader)
            throws InterruptedException {
        if (reason == WaitReason.THROTTLED) {
            run = run.advanced(run.position(), throttled(run.progress(), pause));
        }
        boolean here = pause.compareTo(tools.config.worker().longestWaitInPlace()) <= 0;
        if (reader == null) {
            if (here) {
                Thread.sleep(pause.toMillis());
                return Optional.empty();
            }
        } else if (here) {
            reader.pause(pause);
            return Optional.empty();
        } else {
            drain(plan, reader);
        }
        return Optional.of(
                outcomes.waits(run, new Waiting(reason, tools.clock.instant().plus(pause), message)));
    }

    /** Settles what is on its way, for a while; what is not there by then will be read again. */
    private void drain(LanePlan plan, LaneReader reader) throws InterruptedException {
        long end = System.nanoTime() + DRAIN.toNanos();
        while (reader.underWay() > 0 && System.nanoTime() - end < 0 && !time.stopped()) {
            Optional<Arrival> arrival = reader.next(POLL);
            if (arrival.isPresent() && arrival.get() instanceof Arrival.Mapped) {
                settle(arrival.get(), plan, reader);
            }
        }
    }

    private void complete() {
        Position reached = run.position();
        List<String> warnings = tools.handler.warnings(scope(run), run.progress(), reached.observations());
        boolean window = run.mode() == RunMode.WINDOW;
        Mark mark = window ? null : new Mark(reached.watermark(), run.mode() == RunMode.FULL ? run.startedAt() : null);
        Instant watermark = window
                ? tools.watermarks.find(run.tenant()).map(Mark::watermark).orElse(null)
                : reached.watermark();
        Instant from =
                run.mode() == RunMode.FULL ? tools.handler.fullWindowFrom(run.startedAt()) : run.windowFrom();
        run = outcomes.completed(run, new Receipt(from, run.windowTo(), watermark, warnings), mark);
    }

    private void move(Position position) {
        Run moved = run.advanced(position, requested());
        stream.publish(() -> new Publication().run(moved));
        run = moved;
    }

    private Progress requested() {
        Progress so = run.progress();
        return new Progress(
                so.pages(),
                so.requests() + requests.takeSent(),
                so.recordsRead(),
                so.recordsNew(),
                so.recordsChanged(),
                so.recordsUnchanged(),
                so.recordsRemoved(),
                so.recordsQuarantined(),
                so.throttledMillis());
    }

    private static Progress throttled(Progress so, Duration pause) {
        return new Progress(
                so.pages(),
                so.requests(),
                so.recordsRead(),
                so.recordsNew(),
                so.recordsChanged(),
                so.recordsUnchanged(),
                so.recordsRemoved(),
                so.recordsQuarantined(),
                so.throttledMillis() + pause.toMillis());
    }
}
