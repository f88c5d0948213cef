package io.coupabridge.runtime.publication;

import io.coupabridge.publication.Consequence;
import io.coupabridge.publication.Publishable;
import io.coupabridge.runtime.handler.MappedPage.Reference;
import io.coupabridge.runtime.ledger.RecordStore.Known;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.SweepStore;
import io.coupabridge.runtime.ledger.WatermarkStore.Mark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Messages, and what the ledger holds once they are published: all of it becomes true, or none. Made anew each time; not
 * thread-safe.
 */
public final class Publication implements Publishable {

    private final List<ProducerRecord<byte[], byte[]>> messages = new ArrayList<>();
    private final List<Known> records = new ArrayList<>();
    private final Map<List<?>, Reference> references = new LinkedHashMap<>();
    private final List<Run> runs = new ArrayList<>();
    private SweepStore.Change sweep;
    private List<Long> forgotten = List.of();
    private Long erased;
    private Mark mark;

    /** How many messages there are so far. */
    public int size() {
        return messages.size();
    }

    public Publication message(ProducerRecord<byte[], byte[]> message) {
        messages.add(message);
        return this;
    }

    /** As they are then; one for each id. */
    public Publication records(List<Known> given) {
        records.addAll(given);
        return this;
    }

    /** Each in place of what was given under the same kind and id before. */
    public Publication references(List<Reference> given) {
        given.forEach(reference -> references.put(List.of(reference.kind(), reference.id()), reference));
        return this;
    }

    public Publication run(Run run) {
        runs.add(run);
        return this;
    }

    public Publication sweep(SweepStore.Change given) {
        sweep = given;
        return this;
    }

    /** Records whose keys get null values by these messages. */
    public Publication forgotten(List<Long> ids) {
        forgotten = ids;
        return this;
    }

    /** The tenant is erased up to that version of its connection. */
    public Publication erased(long version) {
        erased = version;
        return this;
    }

    public Publication mark(Mark given) {
        mark = given;
        return this;
    }

    @Override
    public List<ProducerRecord<byte[], byte[]>> messages() {
        return messages;
    }

    @Override
    public Consequence consequence(long number) {
        return new Pending(
                number, List.of(), records, List.copyOf(references.values()), runs, sweep, forgotten, erased, mark);
    }
}
