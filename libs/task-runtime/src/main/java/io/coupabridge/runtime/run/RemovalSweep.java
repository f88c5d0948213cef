package io.coupabridge.runtime.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.failure.UnexpectedResponseException;
import io.coupabridge.client.http.Filter;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.http.PageRequest;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.TaskEvent.Failure;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.runtime.handler.MappedPage;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.ledger.RecordStore.Known;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.SweepStore;
import io.coupabridge.runtime.ledger.SweepStore.Missing;
import io.coupabridge.runtime.publication.PublicationStream;
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
    private static final int CONTROLS = 3;

    private final RunTools tools;
    private final PublicationStream stream;
    private final PagePublisher publisher;
    private final Pass pass;

    /** @param pass one with a sweep */
    RemovalSweep(RunTools tools, PublicationStream stream, PagePublisher publisher, Pass pass) {
        this.tools = tools;
        this.stream = stream;
        this.publisher = publisher;
        this.pass = pass;
    }

    /** Why nothing is to be removed: it would be suspiciously much (coupa-api §8.2, cases 11 and 13); empty when it may. */
    Optional<Failure> objection(Run run) {
        stream.settle();
        long missing = tools.sweeps.missing(run.tenant());
        if (missing == 0 || run.acceptRemovals() || tools.sweeps.anyGone(run.tenant())) {
            // the last: it was decided before the first was asked for
            return Optional.empty();
        }
        long known = tools.sweeps.known(run.tenant(), pass.sweep().since())
                - run.progress().recordsNew();
        boolean all = missing >= known;
        boolean much = missing > tools.config.run().removalFloor()
                && missing > known * tools.config.run().removalShare();
        if (!all && !much) {
            return Optional.empty();
        }
        return Optional.of(new Failure(
                ErrorCode.SUSPICIOUS_SHRINK,
                "Coupa does not show " + missing + " of the " + known + " records that it showed before; none was"
                        + " reported removed. Check in Coupa that the user of the OAuth2 client still sees them. If they"
                        + " are really gone, send a command with mode FULL and acceptRemovals true.",
                false));
    }

    /**
     * Verifies or removes one batch.
     *
     * @return the run behind it; empty when nothing is left to do
     * @throws RuntimeException as a page would
     */
    Optional<Run> step(Run run, Requests requests) {
        stream.settle();
        List<Missing> unproved = tools.sweeps.toVerify(run.tenant(), PageRequest.LARGEST);
        if (!unproved.isEmpty()) {
            return Optional.of(verify(run, unproved, requests));
        }
        List<Known> gone = tools.sweeps.toRemove(run.tenant(), PageRequest.LARGEST);
        return gone.isEmpty() ? Optional.empty() : Optional.of(publisher.remove(run, gone));
    }

    private Run verify(Run run, List<Missing> batch, Requests requests) {
        // by their own ids too: what was nested may stand in a row of its own by now
        Set<Long> asked = batch.stream()
                .flatMap(record -> Stream.of(record.row(), record.id()))
                .collect(Collectors.toCollection(TreeSet::new));
        Lookups.Rows answer = ask(run, asked, requests.withoutLongWaits());
        List<ObjectNode> rows = answer.records();
        MappedPage page = rows.isEmpty()
                ? MappedPage.NOTHING
                : pass.sweep().mapper().map(new Page(rows, null, 0, 0), requests.withoutLongWaits());
        PutAside aside = new PutAside.Rules(Set.of(pass.resource().path())).rows(pass.resource(), answer.odd());
        // what nobody can name may be any of those that were asked for
        boolean unproved = aside.unnamed() > 0;
        EncodedPage shown = EncodedPage.of(
                new MappedPage(page.found(), page.quarantined(), page.references(), Set.of()),
                new PutAside(aside.rows(), 0));
        Set<Long> present = new TreeSet<>(shown.ids());
        rows.forEach(row -> present.add(row.get("id").longValue()));
        Set<Long> unread = new TreeSet<>(unreadRows(rows, page));
        unread.addAll(MappedPage.Unmappable.ids(aside.rows()));

        List<Long> gone = batch.stream()
                .filter(record -> !unproved && !present.contains(record.id()) && !unread.contains(record.row()))
                .map(Missing::id)
                .toList();
        present.addAll(batch.stream().map(Missing::id).toList());
        gone.forEach(present::remove);
        return publisher.publishVerified(
                run.advanced(run.position(), run.progress().plus(Progress.ofRequests(requests.takeSent()))),
                shown,
                run.position().advanced(null),
                SweepStore.Change.verified(gone, List.copyOf(present)));
    }

    /**
     * The rows with these ids, whole.
     *
     * @throws UnexpectedResponseException when the answer lacks what this run has just read as well
     */
    private Lookups.Rows ask(Run run, Set<Long> ids, Lookups coupa) {
        List<Long> controls = tools.sweeps.rowsThatAreThere(run.tenant(), CONTROLS);
        Set<Long> all = new TreeSet<>(ids);
        all.addAll(controls);
        Lookups.Rows answer = coupa.find(pass.resource(), List.of(Filter.in("id", all)));
        boolean incomplete = !controls.isEmpty()
                && answer.records().stream()
                        .noneMatch(row -> controls.contains(row.get("id").longValue()))
                && answer.odd().stream().noneMatch(row -> row.id() == null || controls.contains(row.id()));
        if (incomplete) {
            throw new UnexpectedResponseException(
                    UnexpectedResponseException.Kind.INCOMPLETE,
                    "Coupa does not show records by their ids that it showed in a list shortly before.");
        }
        return new Lookups.Rows(
                answer.records().stream()
                        .filter(row -> ids.contains(row.get("id").longValue()))
                        .toList(),
                answer.odd().stream()
                        .filter(row -> row.id() == null || ids.contains(row.id()))
                        .toList());
    }

    /** Rows of which it cannot be said what they hold: they prove nothing gone. */
    private static Set<Long> unreadRows(List<ObjectNode> rows, MappedPage page) {
        boolean somethingIllegible = page.quarantined().stream()
                .anyMatch(unmappable -> unmappable.recordId().equals(MappedPage.Unmappable.UNKNOWN));
        return somethingIllegible
                ? rows.stream().map(row -> row.get("id").longValue()).collect(Collectors.toSet())
                : MappedPage.Unmappable.ids(page.quarantined());
    }
}
