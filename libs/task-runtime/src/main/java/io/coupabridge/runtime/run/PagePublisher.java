package io.coupabridge.runtime.run;

import io.coupabridge.contracts.Change;
import io.coupabridge.contracts.QuarantinedRecord;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.runtime.handler.MappedPage.Unmappable;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.RecordStore.Known;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.SweepStore;
import io.coupabridge.runtime.message.Content;
import io.coupabridge.runtime.message.PageMessages;
import io.coupabridge.runtime.publication.Publication;
import io.coupabridge.runtime.publication.PublicationStream;
import io.coupabridge.runtime.run.EncodedPage.Encoded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Settles pages: publishes the records whose content changed, remembers them, and moves the run on, in one step. Now and
 * then a page carries the news of how far the run is. Used by one thread.
 */
final class PagePublisher {

    private static final int MOST_OBSERVATIONS = 3;

    /** A quarantined record must fit into a message beside the others. */
    private static final int LONGEST_QUARANTINED = 100_000;

    private final RunTools tools;
    private final PublicationStream stream;

    PagePublisher(RunTools tools, PublicationStream stream) {
        this.tools = tools;
        this.stream = stream;
    }

    /**
     * @param pages in the order in which they came: where two have the same record, the later one stands
     * @param reached where the run stands behind these pages, without what they let it observe
     * @param sweep what the pages show to be missing or not; null for nothing
     * @return the run behind these pages
     */
    Run publish(Run run, List<EncodedPage> pages, Position reached, SweepStore.Change sweep) {
        return settle(run, publication -> {
            publication.sweep(sweep);
            Map<Long, Known> known = tools.records.known(run.tenant(), ids(pages));
            PageMessages messages = messages(run);
            Progress progress = run.progress();
            for (EncodedPage page : pages) {
                publication.references(page.references());
                progress = progress.plus(addRecords(publication, messages, run, page, known));
            }
            return run.advanced(reached.observed(observed(run, pages)), progress);
        });
    }

    /** @return the run behind these removals */
    Run remove(Run run, List<Known> gone) {
        return settle(run, publication -> {
            publication.sweep(
                    SweepStore.Change.removed(gone.stream().map(Known::id).toList()));
            PageMessages messages = messages(run);
            for (Known record : gone) {
                Known removal = record.gone();
                Content nothing = Content.of(tools.handler.removed(run.tenant(), removal.id()));
                publication.record(removal).message(messages.record(nothing, Change.REMOVED, removal.version()));
            }
            return run.advanced(run.position().advanced(null), run.progress().plus(Progress.ofRemovals(gone.size())));
        });
    }

    /** @param prepare adds to the publication, and says where the run stands behind it */
    private Run settle(Run run, Function<Publication, Run> prepare) {
        long start = System.nanoTime();
        Run[] settled = new Run[1];
        stream.publish(() -> {
            Publication publication = new Publication();
            settled[0] = tellProgress(publication, prepare.apply(publication));
            return publication.run(settled[0]);
        });
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        tools.metrics.page(run.progress(), settled[0].progress(), took);
        return settled[0];
    }

    private static List<Long> ids(List<EncodedPage> pages) {
        List<Long> ids = new ArrayList<>();
        for (EncodedPage page : pages) {
            for (Encoded record : page.records()) {
                ids.add(record.id());
            }
        }
        return ids;
    }

    /** @param known is brought up to date */
    private Progress addRecords(
            Publication publication, PageMessages messages, Run run, EncodedPage page, Map<Long, Known> known) {
        long fresh = 0;
        long changed = 0;
        for (Encoded found : page.records()) {
            Content content = found.content();
            byte[] hash = content.hash();
            Known last = known.get(found.id());
            if (last != null && !last.removed() && Arrays.equals(last.hash(), hash)) {
                if (last.row() != found.row() || !Objects.equals(last.day(), found.day())) {
                    remember(publication, known, last.foundIn(found.row(), found.day()));
                }
                continue;
            }
            boolean isNew = last == null || last.removed();
            long version = last == null ? 1 : last.version() + 1;
            fresh += isNew ? 1 : 0;
            changed += isNew ? 0 : 1;
            remember(publication, known, new Known(found.id(), hash, version, false, found.row(), found.day()));
            publication.message(messages.record(content, isNew ? Change.NEW : Change.CHANGED, version));
        }
        page.quarantined().forEach(unmappable -> quarantine(publication, messages, run, unmappable));
        return counted(page, fresh, changed);
    }

    private static void remember(Publication publication, Map<Long, Known> known, Known record) {
        known.put(record.id(), record);
        publication.record(record);
    }

    private PageMessages messages(Run run) {
        return tools.messages.page(run.tenant(), run.commandId(), stream.nextPage());
    }

    private void quarantine(Publication publication, PageMessages messages, Run run, Unmappable unmappable) {
        String json = unmappable.record().toString();
        QuarantinedRecord record = new QuarantinedRecord(
                run.tenant(),
                tools.handler.task(),
                run.commandId(),
                unmappable.recordId(),
                unmappable.reason(),
                tools.clock.instant(),
                unmappable.updatedAt(),
                json.length() > LONGEST_QUARANTINED ? json.substring(0, LONGEST_QUARANTINED) : json);
        publication.message(messages.quarantined(record, publication.size()));
    }

    private static Progress counted(EncodedPage page, long fresh, long changed) {
        long records = page.records().size();
        long quarantined = page.quarantined().size();
        return new Progress(1, 0, records + quarantined, fresh, changed, records - fresh - changed, 0, quarantined, 0);
    }

    private Run tellProgress(Publication publication, Run run) {
        Instant now = tools.clock.instant();
        Instant last = run.position().toldAt() == null
                ? run.startedAt()
                : run.position().toldAt();
        if (now.isBefore(last.plus(tools.config.run().progressEvery()))) {
            return run;
        }
        Run told = run.advanced(run.position().told(now), run.progress()).progressed();
        TaskEvent event = told.event(tools.handler.task(), Type.PROGRESSED, now);
        publication.message(tools.messages.taskEvent(event));
        tools.metrics.event(event);
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
