package io.coupabridge.runtime.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.http.Filter;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.http.PageRequest;
import io.coupabridge.contracts.Change;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.TaskEvent.Failure;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.runtime.handler.MappedPage;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.ledger.RecordStore.Known;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.SweepStore;
import io.coupabridge.runtime.ledger.SweepStore.Missing;
import io.coupabridge.runtime.publication.Publication;
import io.coupabridge.runtime.publication.PublicationStream;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Ends a full run: asks Coupa for each missing record by the id of its row, and reports removed those that it does not
 * show then either. Nothing is reported before every one was asked for. What is still to do is in the ledger, so another
 * worker goes on where this one stops. Used by one thread.
 */
final class RemovalSweep {

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
        if (missing == 0 || run.acceptRemovals()) {
            return Optional.empty();
        }
        long known = tools.sweeps.known(run.tenant(), pass.sweep().since());
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
        return gone.isEmpty() ? Optional.empty() : Optional.of(remove(run, gone));
    }

    private Run verify(Run run, List<Missing> batch, Requests requests) {
        Set<Long> wanted = batch.stream().map(Missing::row).collect(Collectors.toCollection(TreeSet::new));
        List<ObjectNode> rows = requests
                .fetchAll(
                        pass.resource(),
                        List.of(Filter.in("id", wanted)),
                        tools.config.worker().longestWaitInPlace())
                .stream()
                .filter(row -> wanted.contains(row.get("id").longValue()))
                .toList();
        MappedPage page =
                rows.isEmpty() ? MappedPage.NOTHING : pass.sweep().mapper().map(new Page(rows, null, 0), requests);
        Set<Long> shown = rows.stream().map(row -> row.get("id").longValue()).collect(Collectors.toSet());
        Set<String> inside = new HashSet<>();
        page.records().forEach(record -> inside.add(Long.toString(record.recordId())));
        page.quarantined().forEach(unmappable -> inside.add(unmappable.recordId()));
        boolean legible = page.quarantined().stream()
                .noneMatch(unmappable -> unmappable.recordId().equals(MappedPage.Unmappable.UNKNOWN));

        Set<Long> gone = batch.stream()
                .filter(record -> !shown.contains(record.row())
                        || record.id() != record.row() && legible && !inside.contains(Long.toString(record.id())))
                .map(Missing::id)
                .collect(Collectors.toCollection(TreeSet::new));
        List<Long> there =
                batch.stream().map(Missing::id).filter(id -> !gone.contains(id)).toList();
        Progress asked = run.progress().plus(Progress.ofRequests(requests.takeSent()));
        return publisher.publish(
                run.advanced(run.position(), asked),
                page,
                run.position().advanced(null),
                () -> SweepStore.Change.verified(List.copyOf(gone), there));
    }

    private Run remove(Run run, List<Known> gone) {
        Progress removed = run.progress().plus(Progress.ofRemovals(gone.size()));
        Run behind = run.advanced(run.position().advanced(null), removed);
        stream.publish(() -> {
            Publication publication = new Publication().run(behind);
            for (Known record : gone) {
                Known removal = record.gone();
                publication
                        .record(removal)
                        .message(tools.messages.record(
                                tools.handler
                                        .removed(run.tenant(), removal.id())
                                        .published(Change.REMOVED, removal.version()),
                                run.commandId(),
                                stream.nextPage()));
            }
            return publication.sweep(
                    SweepStore.Change.removed(gone.stream().map(Known::id).toList()));
        });
        return behind;
    }
}
