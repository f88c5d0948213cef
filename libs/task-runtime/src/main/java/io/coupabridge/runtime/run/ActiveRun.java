package io.coupabridge.runtime.run;

import io.coupabridge.contracts.TaskEvent.Failure;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.contracts.TaskEvent.Receipt;
import io.coupabridge.contracts.TaskEvent.Waiting;
import io.coupabridge.contracts.TokenRejected.Finding;
import io.coupabridge.runtime.connection.Access;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.handler.RunScope;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.SweepStore;
import io.coupabridge.runtime.ledger.WatermarkStore.Mark;
import io.coupabridge.runtime.schedule.NextStep;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A run while a worker has it: how far it is, what it asks Coupa with, and when it goes on if it cannot now. What is
 * counted, and that it has started, is told here first, and stored with the next step. Every other change is published or
 * stored before it is made here. Used by one thread.
 */
final class ActiveRun {

    private final RunJournal journal;
    private Run run;
    private CoupaSession session;

    /** What the run waited for until now, unless it has got on since; may be null. */
    private Waiting before;

    private Optional<NextStep> pause = Optional.empty();

    /** The run has started here, but neither the ledger nor anybody else knows. */
    private boolean startIsUntold;

    ActiveRun(Run run, CoupaSession session, RunJournal journal) {
        this.run = run;
        this.session = session;
        this.journal = journal;
        this.before = run.waiting();
    }

    Run run() {
        return run;
    }

    Position position() {
        return run.position();
    }

    CoupaSession session() {
        return session;
    }

    Granted access() {
        return session.token().current();
    }

    static RunScope scopeOf(Run run) {
        return new RunScope(run.tenant(), run.mode(), run.windowFrom(), run.windowTo(), run.startedAt());
    }

    /** Whether it neither waits nor has its outcome. */
    boolean goesOn() {
        return pause.isEmpty() && !run.finished();
    }

    /** When it goes on; empty while it does, and when it has its outcome. */
    Optional<NextStep> pause() {
        return pause;
    }

    /** Takes over the run as a step of its own has published it. */
    void became(Run next) {
        run = next;
    }

    /** The requests that were sent since the last time are counted. */
    void countRequests() {
        run = run.advanced(run.position(), requested());
    }

    /** The same for a run that goes on to wait for what it waits for. */
    void countRequestsWhileWaiting() {
        run = run.counted(requested());
    }

    /** Its progress with the requests that were sent since they were counted last; counts them, so they are to be kept. */
    Progress requested() {
        return run.progress().plus(Progress.ofRequests(session.requests().takeSent()));
    }

    /** So long was spent in silence that Coupa asked for; less than nothing takes back what was counted before. */
    void countSilence(Duration silence) {
        run = run.advanced(run.position(), run.progress().plus(Progress.ofThrottling(silence.toMillis())));
    }

    /** Stores another position. */
    void move(Position position) {
        Run moved = run.advanced(position, requested());
        journal.moved(moved);
        run = moved;
    }

    /** Pages are settled: it has got on, and a wait from now on is a new one. */
    void settle(List<EncodedPage> pages, Position reached, List<SweepStore.Seen> seen) {
        countRequests();
        run = journal.settled(run, pages, reached, seen);
        before = null;
    }

    /** It is known what it reads, by another session. That it has started is told once its first requests are sent. */
    void start(Run started, CoupaSession known) {
        known.requests().expect(session.requests());
        run = started;
        session = known;
        startIsUntold = true;
    }

    boolean startIsUntold() {
        return startIsUntold;
    }

    void tellStart() {
        startIsUntold = false;
        run = journal.started(run, before);
    }

    /** Ends when it was cancelled, or is late. */
    void endFromOutside() {
        run = journal.endedFromOutside(run).orElse(run);
    }

    void complete(Receipt receipt, Mark mark) {
        run = journal.completed(run, receipt, mark);
    }

    void fail(Failure failure) {
        countRequests();
        run = journal.failed(run, failure);
    }

    /** Fails with what it learnt of its task by requests with this token. */
    void fail(Failure failure, Granted with, Finding finding) {
        countRequests();
        run = journal.failed(run, failure, with, finding);
    }

    void waitFor(Waiting waiting) {
        countRequests();
        pause = Optional.of(journal.waits(run, waiting, before));
    }

    /** Waits for what the connection says. */
    void waitFor(Access.Wait wait) {
        pause = Optional.of(journal.waits(run, wait, before));
    }

    /** Waits for a token in place of the one that Coupa refused. */
    void waitForAnotherToken(Position rejected, Granted refused, Waiting waiting) {
        run = run.advanced(rejected, requested());
        pause = Optional.of(journal.rejects(run, refused, waiting));
    }

    /** Leaves the run to another replica. */
    void leaveToOthers(String why) {
        pause = Optional.of(journal.handsBack(run, why));
    }

    /** Hands the worker back. */
    void pauseUntil(NextStep next) {
        pause = Optional.of(next);
    }
}
