package io.coupabridge.runtime.run;

import io.coupabridge.contracts.Change;
import io.coupabridge.contracts.QuarantinedRecord;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.publication.PublicationStream;
import io.coupabridge.runtime.handler.MappedPage.Unmappable;
import io.coupabridge.runtime.ledger.Changes;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.RecordStore.Known;
import io.coupabridge.runtime.ledger.RecordStore.Last;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.SweepStore;
import io.coupabridge.runtime.message.Content;
import io.coupabridge.runtime.message.Messages;
import io.coupabridge.runtime.message.PageMessages;
import io.coupabridge.runtime.publication.Publication;
import io.coupabridge.runtime.run.EncodedPage.Encoded;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Settles pages: publishes the records whose content changed, stores what was published, and moves the run on, in one step. Now and
 * then a page carries the news of how far the run is. Used by one thread.
 */
final class PagePublisher {

    private static final int MOST_OBSERVATIONS = 3;

    /** A quarantined record must fit into a message beside the others. */
    private static final int LONGEST_QUARANTINED = 100_000;

    private final TaskSetup setup;
    private final RunLedger ledger;
    private final Messages messages;
    private final Telemetry telemetry;
    private final PublicationStream stream;

    PagePublisher(TaskSetup setup, RunLedger ledger, Messages messages, Telemetry telemetry, PublicationStream stream) {
        this.setup = setup;
        this.ledger = ledger;
        this.messages = messages;
        this.telemetry = telemetry;
        this.stream = stream;
    }

    /**
     * @param pages in the order in which they came: where two have the same record, the later one stands
     * @param reached where the run stands behind these pages, without what they let it observe
     * @param seen what the pages show of the ranges that they cover
     * @return the run behind these pages
     */
    Run publish(Run run, List<EncodedPage> pages, Position reached, List<SweepStore.Seen> seen) {
        return settle(run, publication -> {
            ledger.sweeps.see(run.tenant(), seen);
            return add(publication, run, pages, reached);
        });
    }

    /**
     * @param page records that were missing and are there
     * @param reached as for {@link #publish}
     * @return the run behind this page
     */
    Run publishVerified(Run run, EncodedPage page, Position reached, SweepStore.Change verified) {
        return settle(run, publication -> add(publication.sweep(verified), run, List.of(page), reached));
    }

    /** @return the run behind these removals */
    Run remove(Run run, List<Known> gone) {
        return settle(run, publication -> {
            publication.sweep(
                    SweepStore.Change.removed(gone.stream().map(Known::id).toList()));
            PageMessages messages = messages(run);
            for (Known record : gone) {
                Known removal = record.gone();
                Content nothing = Content.of(setup.handler.removed(run.tenant(), removal.id()));
                publication
                        .records(List.of(removal))
                        .message(messages.record(nothing, Change.REMOVED, removal.version()));
            }
            return run.advanced(run.position().advanced(null), run.progress().plus(Progress.ofRemovals(gone.size())));
        });
    }

    /** @param prepare adds to the publication, and says where the run stands behind it */
    private Run settle(Run run, Function<Publication, Run> prepare) {
        long start = System.nanoTime();
        Run[] settled = new Run[1];
        telemetry.tracing.publication(run, () -> {
            stream.publish(() -> {
                Publication publication = new Publication();
                settled[0] = tellProgress(publication, prepare.apply(publication));
                return publication.run(settled[0]);
            });
            return null;
        });
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        telemetry.metrics.page(run.progress(), settled[0].progress(), took);
        return settled[0];
    }

    private Run add(Publication publication, Run run, List<EncodedPage> pages, Position reached) {
        List<Encoded> found =
                pages.stream().flatMap(page -> page.records().stream()).toList();
        Changes changes = ledger.records.changes(run.tenant(), found);
        PageMessages messages = messages(run);
        long fresh = 0;
        long changed = 0;
        for (Encoded record : found) {
            Optional<Last> last = changes.compare(record);
            if (last.isEmpty()) {
                continue;
            }
            Change change = last.get().absent() ? Change.NEW : Change.CHANGED;
            fresh += last.get().absent() ? 1 : 0;
            changed += last.get().absent() ? 0 : 1;
            publication.message(
                    messages.record(record.content(), change, last.get().version() + 1));
        }
        publication.records(changes.toStore());
        long quarantined = 0;
        int unnamed = 0;
        for (EncodedPage page : pages) {
            publication.references(page.references());
            page.quarantined().forEach(unmappable -> quarantine(publication, messages, run, unmappable));
            quarantined += page.quarantined().size();
            unnamed += page.unnamed();
        }
        long records = found.size();
        Progress progress = new Progress(
                pages.size(), 0, records + quarantined, fresh, changed, records - fresh - changed, 0, quarantined, 0);
        return run.advanced(
                reached.observed(observed(run, pages)).metUnnamed(unnamed),
                run.progress().plus(progress));
    }

    private PageMessages messages(Run run) {
        return messages.page(run.tenant(), run.commandId(), stream.next(), telemetry.tracing.at(run));
    }

    private void quarantine(Publication publication, PageMessages messages, Run run, Unmappable unmappable) {
        String json = unmappable.record().toString();
        QuarantinedRecord record = new QuarantinedRecord(
                run.tenant(),
                setup.task(),
                run.commandId(),
                unmappable.recordId(),
                unmappable.reason(),
                setup.now(),
                unmappable.updatedAt(),
                json.length() > LONGEST_QUARANTINED ? json.substring(0, LONGEST_QUARANTINED) : json);
        publication.message(messages.quarantined(record, publication.size()));
    }

    private Run tellProgress(Publication publication, Run run) {
        Instant now = setup.now();
        Instant last = run.position().toldAt() == null
                ? run.startedAt()
                : run.position().toldAt();
        if (now.isBefore(last.plus(setup.config.run().progressEvery()))) {
            return run;
        }
        Run told = run.advanced(run.position().told(now), run.progress()).progressed();
        TaskEvent event = told.event(setup.task(), Type.PROGRESSED, now);
        publication.message(messages.taskEvent(event, telemetry.tracing.at(run)));
        telemetry.metrics.event(event);
        return told;
    }

    private static Set<String> observed(Run run, List<EncodedPage> pages) {
        Set<String> observed = new TreeSet<>(run.position().observations());
        pages.stream().flatMap(page -> page.observations().stream()).forEach(observation -> {
            if (observed.size() < MOST_OBSERVATIONS) {
                observed.add(observation);
            }
        });
        return observed;
    }
}
