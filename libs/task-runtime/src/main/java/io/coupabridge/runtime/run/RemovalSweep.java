package io.coupabridge.runtime.run;

import io.coupabridge.client.failure.UnexpectedResponseException;
import io.coupabridge.client.http.Filter;
import io.coupabridge.client.http.PageRequest;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.TaskEvent.Failure;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.publication.PublicationStream;
import io.coupabridge.runtime.configuration.RuntimeConfig;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.ledger.Position.Held;
import io.coupabridge.runtime.ledger.RecordStore.Known;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.SweepStore;
import io.coupabridge.runtime.ledger.SweepStore.Count;
import io.coupabridge.runtime.ledger.SweepStore.Missing;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Ends a full run: asks Coupa for each missing record by the id of its row, and reports removed those that it does not
 * show then either. Nothing is reported before every one was asked for. What is still to do is in the ledger, so another
 * worker goes on where this one stops. Used by one thread.
 */
final class RemovalSweep {

    /** Records that are there, asked for beside those that are missing: an answer without any of them proves nothing. */
    static final int CONTROLS = 3;

    private final SweepStore sweeps;
    private final RuntimeConfig.Run config;
    private final PublicationStream stream;
    private final PagePublisher publisher;
    private final Pass pass;

    RemovalSweep(SweepScope scope) {
        this.sweeps = scope.sweeps();
        this.config = scope.config();
        this.stream = scope.stream();
        this.publisher = scope.publisher();
        this.pass = scope.pass();
    }

    /** Why nothing is to be removed: it would be suspiciously much (coupa-api §8.2, cases 11 and 13); empty when it may. */
    Optional<Failure> objection(Run run) {
        stream.settle();
        Count missing = sweeps.missing(run.tenant());
        if (missing.total() == 0 || run.acceptRemovals() || sweeps.anyGone(run.tenant())) {
            // the last: it was decided before the first was asked for
            return Optional.empty();
        }
        Held held = held(run);
        // as many may be there, in rows that nobody can name
        long inWindow = Math.max(0, missing.inWindow() - run.position().unnamed());
        if (inWindow > 0 && (inWindow >= held.inWindow() || tooMany(config, inWindow, held.inWindow()))) {
            return Optional.of(shrink(inWindow, held.inWindow(), "records"));
        }
        // not of all that are known: most of them may have been asked for by other runs
        long asked = run.position().outside() == null
                ? missing.outside()
                : run.position().outside().records();
        boolean nothingElse = inWindow + missing.outside() >= held.inWindow() + held.outside();
        if (missing.outside() > 0 && (nothingElse || tooMany(config, missing.outside(), asked))) {
            return Optional.of(shrink(missing.outside(), asked, "records outside the window"));
        }
        return Optional.empty();
    }

    static boolean tooMany(RuntimeConfig.Run config, long missing, long asked) {
        return missing > config.removalFloor() && missing / (double) asked >= config.removalShare();
    }

    private static Failure shrink(long missing, long held, String records) {
        return new Failure(
                ErrorCode.SUSPICIOUS_SHRINK,
                "Coupa does not show " + missing + " of the " + held + " " + records
                        + " that it showed before; none was"
                        + " reported removed. Check in Coupa that the user of the OAuth2 client still sees them. If they"
                        + " are really gone, send a command with mode FULL and acceptRemovals true.",
                false);
    }

    /** Without what this run has published first. */
    private Held held(Run run) {
        if (run.position().held() != null) {
            return run.position().held();
        }
        Held now = sweeps.held(run.tenant(), pass.sweep().since());
        return new Held(now.inWindow() - run.progress().recordsNew(), now.outside());
    }

    /**
     * Verifies or removes one batch.
     *
     * @return the run behind it; empty when nothing is left to do
     * @throws RuntimeException as a page would
     */
    Optional<Run> step(Run run, CoupaSession session) {
        stream.settle();
        List<Missing> unproved = sweeps.toVerify(run.tenant(), PageRequest.LARGEST);
        if (!unproved.isEmpty()) {
            return Optional.of(verify(run, unproved, session));
        }
        List<Known> gone = sweeps.toRemove(run.tenant(), PageRequest.LARGEST);
        return gone.isEmpty() ? Optional.empty() : Optional.of(publisher.remove(run, gone));
    }

    private Run verify(Run run, List<Missing> batch, CoupaSession session) {
        // by their own ids too: what was nested may stand in a row of its own by now
        Set<Long> asked = batch.stream()
                .flatMap(record -> Stream.of(record.row(), record.id()))
                .collect(Collectors.toCollection(TreeSet::new));
        ShownRows shown = ShownRows.of(ask(run, asked, session.lookups()), pass, session.lookups());
        List<Long> gone = batch.stream().filter(shown::lack).map(Missing::id).toList();
        Set<Long> present = new TreeSet<>(shown.records());
        present.addAll(batch.stream().filter(shown::mayHold).map(Missing::id).toList());
        Set<Long> settled = new TreeSet<>(present);
        settled.addAll(batch.stream().map(Missing::id).toList());
        gone.forEach(settled::remove);
        return publisher.publishVerified(
                run.advanced(
                        run.position(),
                        run.progress()
                                .plus(Progress.ofRequests(session.requests().takeSent()))),
                shown.page(),
                run.position().advanced(null),
                SweepStore.Change.verified(gone, List.copyOf(settled), List.copyOf(present), run.startedAt()));
    }

    /**
     * The rows with these ids, whole.
     *
     * @throws UnexpectedResponseException when the answer lacks what this run has just read as well
     */
    private Lookups.Rows ask(Run run, Set<Long> ids, Lookups coupa) {
        List<Long> controls = sweeps.rowsThatAreThere(run.tenant(), pass.sweep().since(), CONTROLS);
        if (controls.isEmpty()) {
            controls = sweeps.rowsThatAreThere(run.tenant(), null, CONTROLS);
        }
        Set<Long> all = new TreeSet<>(ids);
        all.addAll(controls);
        Lookups.Rows answer = coupa.find(pass.resource(), List.of(Filter.in("id", all)));
        requireControls(answer, controls);
        return answer.only(ids);
    }

    /** @throws UnexpectedResponseException when there are controls, and the answer can show none of them */
    static void requireControls(Lookups.Rows answer, List<Long> controls) {
        boolean incomplete = !controls.isEmpty()
                && answer.records().stream()
                        .noneMatch(row -> controls.contains(row.get("id").longValue()))
                && answer.odd().stream().noneMatch(row -> row.id() == null || controls.contains(row.id()));
        if (incomplete) {
            throw new UnexpectedResponseException(
                    UnexpectedResponseException.Kind.INCOMPLETE,
                    "Coupa does not show records by their ids that it showed in a list shortly before.");
        }
    }
}
