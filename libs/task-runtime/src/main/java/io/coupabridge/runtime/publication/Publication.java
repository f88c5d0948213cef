package io.coupabridge.runtime.publication;

import io.coupabridge.runtime.handler.MappedPage.Reference;
import io.coupabridge.runtime.ledger.RecordStore.Known;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.SweepStore;
import io.coupabridge.runtime.ledger.WatermarkStore.Mark;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Messages, and what the ledger holds once they are published: all of it becomes true, or none. Made anew for each page;
 * not thread-safe.
 */
public final class Publication {

    private final List<ProducerRecord<byte[], byte[]>> messages = new ArrayList<>();
    private final List<Known> records = new ArrayList<>();
    private final List<Reference> references = new ArrayList<>();
    private final List<Run> runs = new ArrayList<>();
    private SweepStore.Change sweep;
    private Mark mark;

    public Publication message(ProducerRecord<byte[], byte[]> message) {
        messages.add(message);
        return this;
    }

    public Publication record(Known record) {
        records.add(record);
        return this;
    }

    public Publication references(List<Reference> given) {
        references.addAll(given);
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

    public Publication mark(Mark given) {
        mark = given;
        return this;
    }

    List<ProducerRecord<byte[], byte[]>> messages() {
        return messages;
    }

    Pending pending(long page) {
        return new Pending(page, records, references, runs, sweep, mark);
    }
}
