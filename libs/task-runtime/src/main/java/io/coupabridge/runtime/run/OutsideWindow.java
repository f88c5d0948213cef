package io.coupabridge.runtime.run;

import io.coupabridge.client.failure.CoupaException;
import io.coupabridge.client.failure.ThrottledException;
import io.coupabridge.client.failure.UnauthorizedException;
import io.coupabridge.client.failure.UnexpectedResponseException;
import io.coupabridge.client.failure.UnexpectedResponseException.Kind;
import io.coupabridge.client.http.PageRequest;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.contracts.TaskEvent.Receipt;
import io.coupabridge.publication.PublicationStream;
import io.coupabridge.runtime.configuration.RuntimeConfig;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.SweepStore;
import io.coupabridge.runtime.ledger.SweepStore.Missing;
import io.coupabridge.runtime.publication.Publication;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Asks Coupa, in a full run, for the records of the ledger that lie outside its window: no list shows that they are gone.
 * Each is asked for by the id of its row, at most once in 30 days. What is there is published when it changed. What is not
 * is missing, and for {@link RemovalSweep} to prove. Batches are small, and how far they are is in the run's position. Used
 * by one thread.
 */
final class OutsideWindow {

    private static final Duration AGAIN_AFTER = Duration.ofDays(30);

    /** So often an answer may not fit the question, in a row. */
    private static final int MOST_ODD_ANSWERS = 3;

    private final SweepStore sweeps;
    private final RuntimeConfig.Run config;
    private final PublicationStream stream;
    private final PagePublisher publisher;
    private final Pass pass;

    /** Rows that the window has shown: an answer without any of them proves nothing. Looked up once. */
    private List<Long> controls;

    private int oddAnswersAtMost = MOST_ODD_ANSWERS;

    OutsideWindow(SweepScope scope) {
        this.sweeps = scope.sweeps();
        this.config = scope.config();
        this.stream = scope.stream();
        this.publisher = scope.publisher();
        this.pass = scope.pass();
    }

    /** What a receipt says of it; null when nothing was asked for. */
    static Receipt.OutsideWindow receipt(Run run) {
        Position.Outside reached = run.position().outside();
        return reached == null ? null : new Receipt.OutsideWindow(reached.records(), reached.requests());
    }

    /** A sentence for the receipt when not everything was asked for. */
    static Optional<String> warning(Run run) {
        Position.Outside reached = run.position().outside();
        return Optional.ofNullable(reached == null ? null : reached.unasked());
    }

    /**
     * Asks for one batch.
     *
     * @return the run behind it; empty when nothing is left to ask for
     * @throws RuntimeException as a page would
     */
    Optional<Run> step(Run run, CoupaSession session) {
        Position.Held held = run.position().held();
        Position.Outside reached = run.position().outside();
        if (held == null || held.outside() == 0 || (reached != null && reached.unasked() != null)) {
            return Optional.empty();
        }
        stream.settle();
        if (controls == null) {
            controls = sweeps.rowsThatAreThere(run.tenant(), pass.sweep().since(), RemovalSweep.CONTROLS);
        }
        boolean anythingShown = !controls.isEmpty() || (reached != null && reached.answered() > 0);
        if (anythingShown && isDoomed(run)) {
            return Optional.empty();
        }
        Instant before = run.startedAt().minus(AGAIN_AFTER);
        // together with the controls they fit a page
        List<Missing> batch = sweeps.outside(
                run.tenant(),
                pass.sweep().since(),
                reached == null ? 0 : reached.after(),
                before,
                PageRequest.LARGEST - controls.size());
        if (!batch.isEmpty()) {
            return Optional.of(reached == null ? begin(run) : ask(run, reached, batch, session));
        }
        return reached != null && !anythingShown && !run.acceptRemovals()
                ? Optional.of(giveUp(run, session, "Coupa showed none of them."))
                : Optional.empty();
    }

    /** Whether so many are missing that the rest cannot make up for it, whatever Coupa says of that. */
    private boolean isDoomed(Run run) {
        Position.Outside reached = run.position().outside();
        if (reached == null || run.acceptRemovals()) {
            return false;
        }
        long most = Math.max(reached.records(), run.position().held().outside());
        return RemovalSweep.tooMany(config, reached.records() - reached.answered(), most);
    }

    /** Before the first is asked for, so that a request that fails is counted. */
    private Run begin(Run run) {
        Run begun = run.advanced(run.position().askedOutside(Position.Outside.begun(run.progress())), run.progress());
        stream.publish(() -> new Publication().run(begun));
        return begun;
    }

    private Run ask(Run run, Position.Outside reached, List<Missing> batch, CoupaSession session) {
        ShownRows shown = ShownRows.of(rows(batch, session), pass, session.lookups());
        List<Long> missing = batch.stream().filter(shown::lack).map(Missing::id).toList();
        List<Long> there =
                batch.stream().filter(shown::mayHold).map(Missing::id).toList();
        Progress progress =
                run.progress().plus(Progress.ofRequests(session.requests().takeSent()));
        long last = batch.get(batch.size() - 1).id();
        oddAnswersAtMost = MOST_ODD_ANSWERS;
        return publisher.publishVerified(
                run.advanced(run.position(), progress),
                shown.page(),
                run.position()
                        .advanced(null)
                        .askedOutside(reached.asked(last, batch.size(), batch.size() - missing.size(), progress)),
                SweepStore.Change.askedOutside(missing, there, run.startedAt()));
    }

    /** @throws UnexpectedResponseException when the answer does not fit the question: it proves nothing then */
    private Lookups.Rows rows(List<Missing> batch, CoupaSession session) {
        Set<Long> wanted = batch.stream().map(Missing::row).collect(Collectors.toCollection(TreeSet::new));
        Set<Long> ids = new TreeSet<>(wanted);
        ids.addAll(controls);
        Lookups.Rows answer = session.lookups().findNothingBut(pass.resource(), ids);
        RemovalSweep.requireControls(answer, controls);
        return answer.only(wanted);
    }

    /** Whether Coupa will not answer this, so that the run is to go on without: it has read its window. */
    boolean isHopeless(CoupaException failure, Run run, boolean lasting) {
        if (failure instanceof UnexpectedResponseException odd && odd.kind() == Kind.INCOMPLETE) {
            return lasting || run.position().failures() + 1 >= oddAnswersAtMost;
        }
        if (failure instanceof ThrottledException || failure instanceof UnauthorizedException) {
            return false;
        }
        // it is counted with odd answers, and is none
        oddAnswersAtMost++;
        return lasting;
    }

    /** Nothing outside the window is missing then, and the next full run asks again. */
    Run giveUp(Run run, CoupaSession session, String why) {
        Progress progress =
                run.progress().plus(Progress.ofRequests(session.requests().takeSent()));
        Position.Outside reached = run.position().outside();
        String warning =
                "Not all records outside the window could be asked for by their ids, so none of them is reported"
                        + " removed: " + why + " The next full run asks again.";
        Run without =
                run.advanced(run.position().advanced(null).askedOutside(reached.gaveUp(warning, progress)), progress);
        stream.publish(() -> new Publication().run(without).sweep(SweepStore.Change.FORGET_OUTSIDE));
        return without;
    }
}
