package io.coupabridge.runtime.run;

import io.coupabridge.budget.BudgetUnavailableException;
import io.coupabridge.client.failure.CoupaException;
import io.coupabridge.client.failure.RequiredFieldHiddenException;
import io.coupabridge.client.failure.RetryDelays;
import io.coupabridge.client.failure.ThrottledException;
import io.coupabridge.client.failure.UnauthorizedException;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.http.PageRequest;
import io.coupabridge.client.http.Resource;
import io.coupabridge.client.lane.IdDensity;
import io.coupabridge.client.lane.LanePlan;
import io.coupabridge.client.lane.LanePlan.Range;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent.Failure;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.contracts.TaskEvent.Receipt;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.contracts.TaskEvent.Waiting;
import io.coupabridge.publication.PublicationStream;
import io.coupabridge.runtime.connection.Access;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.handler.RunScope;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.Position.Held;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.RunStore;
import io.coupabridge.runtime.ledger.SweepStore;
import io.coupabridge.runtime.ledger.WatermarkStore.Mark;
import io.coupabridge.runtime.publication.Publication;
import io.coupabridge.runtime.run.Arrival.LanePage;
import io.coupabridge.runtime.run.Troubles.Reaction;
import io.coupabridge.runtime.schedule.HeadStart;
import io.coupabridge.runtime.schedule.NextStep;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/**
 * Reads one run as far as it gets: starts it, reads its passes page by page, and completes it. Every page is settled
 * before the run's position moves past it, so that the run can go on anywhere else. Used by one thread.
 */
final class RunReading {

    private static final Logger LOG = Logger.getLogger(RunReading.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final Duration LOOK_AROUND = Duration.ofSeconds(1);

    private static final Duration FOR_A_TOKEN = Duration.ofMinutes(1);

    /** So few are never too many. */
    private static final int FEW_PUT_ASIDE = 10;

    private final RunTools tools;
    private final PublicationStream stream;
    private final Outcomes outcomes;
    private final TimeSlice time;
    private final PagePublisher publisher;
    private final Troubles troubles;
    private Granted access;
    private Requests requests;
    private Run run;

    /** What the run waited for until now, unless it has got on since; may be null. */
    private Waiting before;

    /** Whether records may be missing from the pass being read: not of a tenant of whom nothing was known before it. */
    private boolean sweeping;

    /** Of the pass that was planned here last. */
    private double idsAPage = IdDensity.UNKNOWN;

    /** The run has started here, but neither the ledger nor anybody else knows. */
    private boolean startIsUntold;

    /** The slice has just looked. */
    private long nextLookNanos = System.nanoTime() + LOOK_AROUND.toNanos();

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
        before = given.waiting();
        forgetSilenceThatEnded();
        try {
            Optional<NextStep> pause = Optional.empty();
            while (pause.isEmpty() && run.state() == Run.State.QUEUED) {
                pause = start();
            }
            if (pause.isPresent() || run.finished()) {
                return pause;
            }
            return readPasses();
        } finally {
            if (requests != null) {
                requests.close();
            }
        }
    }

    private Optional<NextStep> readPasses() throws InterruptedException {
        Requests earlier = requests;
        requests = new Requests(tools, scope(run), access, this::inVain);
        if (earlier != null) {
            requests.expect(earlier);
        }
        List<Pass> passes = tools.handler.passes(scope(run));
        if (run.position().pass() > passes.size()) {
            run = outcomes.failed(run, RunStore.UNREADABLE);
            return Optional.empty();
        }
        int changes = tools.handler.passes(scope(run).withoutChanges()).size();
        while (run.position().pass() < passes.size()) {
            if (failsForWhatWasPutAside(changes)) {
                return Optional.empty();
            }
            Pass pass = passes.get(run.position().pass());
            Optional<NextStep> pause = run.position().remaining() == null ? plan(pass) : readPass(pass);
            if (pause.isPresent() || run.finished()) {
                return pause;
            }
        }
        if (failsForWhatWasPutAside(changes)) {
            return Optional.empty();
        }
        Optional<NextStep> pause = run.mode() == RunMode.FULL ? sweep(passes) : Optional.empty();
        if (pause.isEmpty() && !run.finished()) {
            complete();
        }
        return pause;
    }

    /**
     * Single records that cannot be mapped are put aside; most of all are a change at Coupa (coupa-api §7, row 30). What
     * changed may well be nothing but those that never could be, so a full run is judged by its window alone.
     *
     * @param changes the first pass behind the window
     */
    private boolean failsForWhatWasPutAside(int changes) {
        Position at = run.position();
        boolean readsOn = at.pass() != changes || at.remaining() != null;
        if (run.mode() != RunMode.FULL || readsOn || at.outside() != null || tools.sweeps.anyGone(run.tenant())) {
            return false;
        }
        Optional<Failure> failure = tooManyPutAside();
        failure.ifPresent(why -> run = outcomes.failed(run.advanced(run.position(), requested()), why));
        return failure.isPresent();
    }

    private Optional<Failure> tooManyPutAside() {
        long aside = run.progress().recordsQuarantined();
        long read = run.progress().recordsRead();
        if (aside <= FEW_PUT_ASIDE || aside <= read * tools.config.run().quarantineShare()) {
            return Optional.empty();
        }
        return Optional.of(new Failure(
                ErrorCode.UNEXPECTED_RESPONSE,
                aside + " of " + read
                        + " records could not be mapped, so Coupa shows them in another way than before. The"
                        + " reason for each stands in "
                        + tools.handler.task().quarantineTopic().topicName()
                        + "; the others were published. Send the command again when the cause is mended.",
                false));
    }

    private static Optional<Pass> swept(List<Pass> passes) {
        return passes.stream().filter(pass -> pass.sweep() != null).findFirst();
    }

    /** Reports removed what this run has proved gone; refuses when that is suspiciously much. */
    private Optional<NextStep> sweep(List<Pass> passes) throws InterruptedException {
        Optional<Pass> swept = swept(passes);
        if (swept.isEmpty()) {
            return Optional.empty();
        }
        RemovalSweep sweep = new RemovalSweep(tools, stream, publisher, swept.get());
        // before anything is asked for outside the window, which would be in vain
        if (run.position().outside() == null && isObjectedTo(sweep)) {
            return Optional.empty();
        }
        if (run.position().unnamed() > 0) {
            // one of the missing may be there, in a row that nobody can name
            return Optional.empty();
        }
        OutsideWindow outside = new OutsideWindow(tools, stream, publisher, swept.get());
        Optional<NextStep> asking = stepByStep(() -> askOutside(outside));
        if (asking.isPresent() || run.finished() || isObjectedTo(sweep)) {
            return asking;
        }
        return stepByStep(() -> sweep.step(run, requests));
    }

    private boolean isObjectedTo(RemovalSweep sweep) {
        Optional<Failure> objection = sweep.objection(run);
        objection.ifPresent(why -> run = outcomes.failed(run.advanced(run.position(), requested()), why));
        return objection.isPresent();
    }

    /** Goes on without when Coupa does not answer this: it is no reason to fail for a run that has read its window. */
    private Optional<Run> askOutside(OutsideWindow outside) {
        try {
            return outside.step(run, requests);
        } catch (CoupaException e) {
            boolean lasting = troubles.reactTo(e, run.position(), access) instanceof Reaction.Fail;
            if (!outside.isHopeless(e, run, lasting)) {
                throw e;
            }
            return Optional.of(outside.giveUp(run, requests, e.getMessage()));
        }
    }

    private interface Step {
        /** @return the run behind it; empty when nothing was left to do */
        Optional<Run> take();
    }

    private Optional<NextStep> stepByStep(Step step) throws InterruptedException {
        Optional<NextStep> pause = Optional.empty();
        boolean done = false;
        while (!done && pause.isEmpty() && !run.finished()) {
            pause = lookAround(null, null);
            if (pause.isEmpty() && !run.finished()) {
                try {
                    Optional<Run> further = step.take();
                    done = further.isEmpty();
                    run = further.orElse(run);
                } catch (RuntimeException e) {
                    tools.pageSizes.heed(access.baseUrl().hostKey(), e);
                    pause = afterTrouble(e, access, null, null);
                } finally {
                    time.gotOn();
                }
            }
        }
        return pause;
    }

    /** A wait was counted whole when it began; what is left of it when the run is woken early is taken back. */
    private void forgetSilenceThatEnded() {
        Waiting waiting = run.waiting();
        if (waiting != null && waiting.reason() == WaitReason.THROTTLED) {
            Duration left = Duration.between(tools.clock.instant(), waiting.until());
            if (!left.isNegative()) {
                run = run.advanced(run.position(), throttled(run.progress(), left.negated()));
            }
        }
    }

    /** Resolves the mode and the window, with Coupa's clock, and looks up how far the first pass reaches. */
    private Optional<NextStep> start() throws InterruptedException {
        Instant now = tools.clock.instant();
        RunWindow window = RunWindow.of(run, tools.watermarks.find(run.tenant()), now, tools.config.run());
        RunScope provisional = new RunScope(run.tenant(), window.mode(), window.from(), window.provisionalTo(now), now);
        requests = new Requests(tools, provisional, access, this::inVain);
        Optional<NextStep> pause = lookAround(null, null);
        if (pause.isPresent() || run.finished()) {
            return pause;
        }
        List<Pass> passes = tools.handler.passes(provisional);
        Page newest;
        try {
            newest = newest(passes.get(0));
        } catch (RuntimeException e) {
            return afterTrouble(e, access, null, null);
        }
        Instant coupasNow = Optional.ofNullable(newest.serverTime()).orElse(now).truncatedTo(ChronoUnit.SECONDS);
        boolean full = window.mode() == RunMode.FULL;
        // an earlier version that goes on with this run ends with it, and has not read the changes
        Instant watermark = full ? lastWatermark().orElse(coupasNow) : coupasNow;
        Position start =
                run.position().planned(ranges(newest)).readFrom(watermark).holding(full ? held(passes) : null);
        Progress asked = requested();
        run = run.started(window.mode(), window.from(), window.to(coupasNow), now, start)
                .advanced(start, asked);
        startIsUntold = true;
        return Optional.empty();
    }

    private Held held(List<Pass> passes) {
        // of a tenant's first run there is nothing to count, and others' records to look through
        return swept(passes)
                .filter(pass -> tools.sweeps.anyKnown(run.tenant()))
                .map(pass -> tools.sweeps.held(run.tenant(), pass.sweep().since()))
                .orElse(Held.NOTHING);
    }

    /** While it is told that the run has started, its first requests are on their way. */
    private void tellStart(LaneReader reader) {
        if (startIsUntold) {
            startIsUntold = false;
            try {
                if (!time.over()) {
                    reader.fill();
                }
            } catch (RuntimeException e) {
                // met again, and reacted to, once the run has started
                LOG.debugf(e, "Run %s could not send its first requests yet.", run.commandId());
            }
            run = outcomes.started(run, before);
        }
    }

    private static RunScope scope(Run run) {
        return new RunScope(run.tenant(), run.mode(), run.windowFrom(), run.windowTo(), run.startedAt());
    }

    private Optional<NextStep> plan(Pass pass) throws InterruptedException {
        Optional<NextStep> pause = lookAround(null, null);
        if (pause.isPresent() || run.finished()) {
            return pause;
        }
        Page newest;
        try {
            newest = newest(pass);
        } catch (RuntimeException e) {
            return afterTrouble(e, access, null, null);
        }
        move(run.position().planned(ranges(newest)));
        return Optional.empty();
    }

    /** The ids of as many as in a page, since how they lie says how the list is best cut; little to wait for. */
    private Page newest(Pass pass) throws InterruptedException {
        Resource ids = new Resource(pass.resource().path(), "[\"id\"]", Set.of("id"));
        try {
            Page newest = requests.getKnowingKeys(
                    PageRequest.newest(ids, pass.filters()),
                    tools.config.worker().longestWaitInPlace());
            idsAPage = !newest.hasCursor() ? IdDensity.UNKNOWN : IdDensity.idsAPage(newest);
            return newest;
        } finally {
            time.gotOn();
        }
    }

    /** Up to the newest record, and behind it: the newest one is a hint, an empty page is the end. */
    private static List<Range> ranges(Page newest) {
        if (!newest.hasCursor()) {
            return List.of(new Range(0, LanePlan.OPEN_END));
        }
        return List.of(new Range(0, newest.lastId()), new Range(newest.lastId(), LanePlan.OPEN_END));
    }

    private Optional<NextStep> readPass(Pass pass) throws InterruptedException {
        sweeping = run.mode() == RunMode.FULL && pass.sweep() != null && tools.sweeps.anyKnown(run.tenant());
        LanePlan plan = new LanePlan(
                run.position().remaining(), idsAPage, pass.filters().isEmpty());
        try (LaneReader reader = new LaneReader(tools, pass, plan, requests, access, time)) {
            reader.oneAtATime(run.position().earlyRefusals() > 0);
            tellStart(reader);
            while (!plan.done()) {
                // before the worker may be handed back: whoever waits for Coupa says so
                Optional<NextStep> pause = heedSilence(plan, reader);
                if (pause.isEmpty()) {
                    pause = lookAround(plan, reader);
                }
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
        // a young token that was refused is tried with one request
        reader.oneAtATime(run.position().earlyRefusals() > 0);
        try {
            reader.fill();
        } catch (RuntimeException e) {
            return afterTrouble(e, access, plan, reader);
        }
        Optional<Arrival> arrival = reader.next(POLL);
        return arrival.isPresent() ? settle(arrival.get(), plan, reader) : Optional.empty();
    }

    private Optional<NextStep> heedSilence(LanePlan plan, LaneReader reader) throws InterruptedException {
        Duration silence = reader.takeBlocked();
        return silence.isZero()
                ? Optional.empty()
                : waitOut(silence, WaitReason.THROTTLED, "Coupa asked to send fewer requests.", plan, reader);
    }

    private Optional<NextStep> settle(Arrival arrival, LanePlan plan, LaneReader reader) throws InterruptedException {
        if (arrival instanceof Arrival.Mapped mapped) {
            long start = System.nanoTime();
            mapped.pages().forEach(page -> tools.metrics.pageWait(Duration.ofNanos(start - page.cameNanos())));
            run = publisher.publish(
                    run.advanced(run.position(), requested()),
                    mapped.pages().stream().map(LanePage::page).toList(),
                    run.position().advanced(plan.remainingAfter(mapped.settlements())),
                    seen(mapped.pages(), reader.pass().sweep()));
            before = null;
            reader.settled(mapped.pages(), Duration.ofNanos(System.nanoTime() - start));
            time.done(mapped.pages().size());
            return Optional.empty();
        }
        time.done(1);
        Arrival.Failed failed = (Arrival.Failed) arrival;
        if (failed.first()) {
            return afterTrouble(failed.failure(), failed.with(), plan, reader);
        }
        if (failed.failure() instanceof UnauthorizedException) {
            // nobody reacts to it, so the next request is to find out
            requests.tryAgain();
        }
        return Optional.empty();
    }

    /** What pages of a full run say of the ranges that they cover. */
    private List<SweepStore.Seen> seen(List<LanePage> pages, Pass.Sweep sweep) {
        if (!sweeping) {
            return List.of();
        }
        return pages.stream()
                .map(page -> new SweepStore.Seen(
                        page.settlement().lane().after(),
                        page.settlement().reached(),
                        page.rows(),
                        page.page().ids(),
                        sweep.since()))
                .toList();
    }

    /** Whether its worker is wanted; and once a second, whether the run was cancelled or is late, or its token changed. */
    private Optional<NextStep> lookAround(LanePlan plan, LaneReader reader) throws InterruptedException {
        if (reader != null && reader.awaitsAnswers() && inVain()) {
            time.gotOn();
            reader.giveUp();
            return afterTrouble(requests.unanswered(), access, plan, reader);
        }
        if (time.over()) {
            return handBack(plan, reader);
        }
        if (System.nanoTime() - nextLookNanos < 0) {
            return Optional.empty();
        }
        nextLookNanos = System.nanoTime() + LOOK_AROUND.toNanos();
        run = run.counted(requested());
        run = outcomes.endedFromOutside(run).orElse(run);
        return run.finished() ? Optional.empty() : freshAccess(reader);
    }

    private boolean inVain() {
        return time.inVain(run.position().failures(), requests.lastMoveNanos());
    }

    /** What is under way is settled, unless the replica is to stop; what came to nothing was sent, and is counted. */
    private Optional<NextStep> handBack(LanePlan plan, LaneReader reader) throws InterruptedException {
        if (reader != null) {
            drain(plan, reader);
            reader.close();
        }
        requests.close();
        // confirms the last page too: the stream leaves nothing pending, so its producer serves the next one
        move(run.position());
        if (!time.stopped()) {
            tools.metrics.sliceEnded();
        }
        Duration pause = reader == null ? Duration.ZERO : reader.pauseLeft();
        Instant now = tools.clock.instant();
        if (reader != null && reader.paused()) {
            return Optional.of(new NextStep.At(now.plus(pause)));
        }
        // whoever comes back from a failure has no head start
        long pages =
                run.position().failures() > 0 ? Long.MAX_VALUE : run.progress().pages();
        return Optional.of(HeadStart.next(pages, pause, now));
    }

    private Optional<NextStep> freshAccess(LaneReader reader) {
        Access current = tools.access.decide(run, access);
        if (current instanceof Granted granted) {
            access = granted;
            requests.use(granted);
            if (reader != null) {
                reader.use(granted);
            }
            return Optional.empty();
        }
        if (reader != null) {
            // before the requests are counted
            reader.close();
        }
        requests.close();
        run = run.advanced(run.position(), requested());
        if (current instanceof Access.Refused refused) {
            run = outcomes.failed(run, refused.failure());
            return Optional.empty();
        }
        if (current instanceof Access.NotHere notHere) {
            return Optional.of(outcomes.handsBack(run, notHere.message()));
        }
        return Optional.of(outcomes.waits(run, (Access.Wait) current, before));
    }

    /**
     * @param with what the request was sent with
     * @param reader null while no pass is being read
     */
    private Optional<NextStep> afterTrouble(RuntimeException failure, Granted with, LanePlan plan, LaneReader reader)
            throws InterruptedException {
        RuntimeException e = tellBudget(failure);
        if (time.stopped()) {
            return handBack(plan, reader);
        }
        if (failure instanceof UnauthorizedException) {
            if (with.tokenVersion() < access.tokenVersion()) {
                // the late answer to a token that has been replaced meanwhile
                return Optional.empty();
            }
            Optional<Instant> successor = tools.access.successorUsableFrom(run.tenant(), with.tokenVersion());
            if (successor.isPresent()) {
                return awaitSuccessor(successor.get(), plan, reader);
            }
        }
        if (failure instanceof ExpiredTokenException) {
            // its successor is looked for at once
            nextLookNanos = System.nanoTime();
            return Optional.empty();
        }
        if (failure instanceof RequiredFieldHiddenException hidden && reader != null) {
            try {
                if (requests.isOdd(hidden, reader.pass().resource())) {
                    return Optional.empty();
                }
            } catch (RuntimeException trouble) {
                return afterTrouble(trouble, access, plan, reader);
            }
        }
        Reaction reaction = troubles.reactTo(e, run.position(), with);
        if (reader != null && !(reaction instanceof Reaction.Retry)) {
            // before the requests are counted
            reader.close();
        }
        if (reaction instanceof Reaction.Fail fail) {
            Run counted = run.advanced(run.position(), requested());
            run = fail.finding() == null
                    ? outcomes.failed(counted, fail.failure())
                    : outcomes.failed(counted, fail.failure(), with, fail.finding());
            return Optional.empty();
        }
        if (reaction instanceof Reaction.RejectToken rejection) {
            run = run.advanced(rejection.position(), requested());
            Waiting waiting = new Waiting(
                    WaitReason.TOKEN_REJECTED, tools.clock.instant().plus(FOR_A_TOKEN), rejection.message());
            return Optional.of(outcomes.rejects(run, with, waiting));
        }
        Reaction.Retry retry = (Reaction.Retry) reaction;
        if (retry.position().equals(run.position())) {
            run = run.advanced(run.position(), requested());
        } else {
            // stored at once, so that whoever works the run next counts on
            move(retry.position());
        }
        return waitOut(retry.in(), retry.reason(), retry.message(), plan, reader);
    }

    /** Coupa may end a token at its renewal: then the renewed one is there already, and is only too young. */
    private Optional<NextStep> awaitSuccessor(Instant usableFrom, LanePlan plan, LaneReader reader)
            throws InterruptedException {
        Duration left = Duration.between(tools.clock.instant(), usableFrom);
        Duration pause = left.isNegative() ? Duration.ZERO : left;
        // it is taken up at the next look
        nextLookNanos = System.nanoTime() + pause.toNanos();
        return waitOut(
                pause,
                WaitReason.TOKEN_PENDING,
                "Coupa ended the token at its renewal; the new one is used from five seconds after its issue on.",
                plan,
                reader);
    }

    /** @return what there is to react to: the failure, or that the budget cannot be told of it */
    private RuntimeException tellBudget(RuntimeException failure) {
        if (failure instanceof ThrottledException throttled) {
            try {
                requests.throttled(throttled);
            } catch (BudgetUnavailableException e) {
                return e;
            }
        }
        return failure;
    }

    /** Waits here when it is short; else gives the worker back, and the platform is told. */
    private Optional<NextStep> waitOut(
            Duration pause, WaitReason reason, String message, LanePlan plan, LaneReader reader)
            throws InterruptedException {
        if (!pause.isZero()) {
            // else the host's budget knows for how long, and says so to the next request
            tools.metrics.pause(reason, pause);
        }
        if (reason == WaitReason.THROTTLED) {
            run = run.advanced(run.position(), throttled(run.progress(), pause));
        }
        boolean here = pause.compareTo(tools.config.worker().longestWaitInPlace()) <= 0;
        if (reader == null) {
            if (here) {
                Thread.sleep(pause.toMillis());
                requests.tryAgain();
                return Optional.empty();
            }
        } else if (here) {
            reader.pause(pause);
            requests.tryAgain();
            return Optional.empty();
        } else {
            drain(plan, reader);
        }
        run = run.advanced(run.position(), requested());
        return Optional.of(
                outcomes.waits(run, new Waiting(reason, tools.clock.instant().plus(pause), message), before));
    }

    /** Settles what is on its way, for a while; what is not there by then will be read again. */
    private void drain(LanePlan plan, LaneReader reader) throws InterruptedException {
        int earlyRefusals = run.position().earlyRefusals();
        long end = System.nanoTime() + DRAIN.toNanos();
        while (reader.underWay() > 0 && System.nanoTime() - end < 0 && !time.stopped()) {
            Optional<Arrival> arrival = reader.next(POLL);
            if (arrival.isPresent() && arrival.get() instanceof Arrival.Mapped) {
                settle(arrival.get(), plan, reader);
            } else if (arrival.isPresent() && arrival.get() instanceof Arrival.Failed failed && failed.first()) {
                tellBudget(failed.failure());
            }
        }
        if (run.position().earlyRefusals() < earlyRefusals) {
            // what was asked for before a token was refused does not speak for it
            move(run.position().refusedEarly(earlyRefusals));
        }
    }

    private void complete() {
        Position reached = run.position();
        List<String> warnings =
                new ArrayList<>(tools.handler.warnings(scope(run), run.progress(), reached.observations()));
        OutsideWindow.warning(run).ifPresent(warnings::add);
        if (run.mode() == RunMode.FULL && reached.unnamed() > 0) {
            warnings.add(unnamed(reached.unnamed()));
        }
        Instant watermark = watermark();
        boolean full = run.mode() == RunMode.FULL;
        Mark mark = run.mode() == RunMode.WINDOW ? null : new Mark(watermark, full ? run.startedAt() : null);
        run = outcomes.completed(run, receipt(watermark, warnings), mark);
    }

    private Optional<Instant> lastWatermark() {
        return tools.watermarks.find(run.tenant()).map(Mark::watermark);
    }

    /** Where the next increment goes on. */
    private Instant watermark() {
        Instant reached = run.position().watermark();
        return switch (run.mode()) {
            case WINDOW -> lastWatermark().orElse(null);
            // without what changed since: an earlier version has begun it, or it is the tenant's first
            case FULL ->
                run.windowFrom() != null ? run.windowTo() : lastWatermark().orElse(reached);
            default -> reached;
        };
    }

    private Receipt receipt(Instant watermark, List<String> warnings) {
        if (run.mode() != RunMode.FULL) {
            return new Receipt(run.windowFrom(), run.windowTo(), null, null, watermark, warnings);
        }
        Instant from = tools.handler.fullWindowFrom(run.startedAt());
        Instant changesFrom = from == null ? null : run.windowFrom();
        return new Receipt(from, null, changesFrom, OutsideWindow.receipt(run), watermark, warnings);
    }

    private String unnamed(int rows) {
        // one may lie in the ranges of several lanes, and in several passes
        return "Coupa showed rows with an id that is of no use, " + rows
                + " times in all, perhaps the same one more than once. Nobody knows which records they are. They are in "
                + tools.handler.task().quarantineTopic().topicName()
                + ". This run therefore reported no record as removed.";
    }

    private void move(Position position) {
        Run moved = run.advanced(position, requested());
        stream.publish(() -> new Publication().run(moved));
        run = moved;
    }

    private Progress requested() {
        return run.progress().plus(Progress.ofRequests(requests.takeSent()));
    }

    private static Progress throttled(Progress so, Duration pause) {
        return so.plus(Progress.ofThrottling(pause.toMillis()));
    }
}
