package io.coupabridge.token.outbox;

import io.coupabridge.publication.Consequence;
import io.coupabridge.publication.StreamId;
import io.coupabridge.publication.StreamLedger;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Events that are on Kafka leave the outbox. Those that stand there are published, so nothing else has to be done. */
@ApplicationScoped
class OutboxLedger implements StreamLedger {

    private static final Logger LOG = Logger.getLogger(OutboxLedger.class);

    private final OutboxRows rows;

    OutboxLedger(OutboxRows rows) {
        this.rows = rows;
    }

    /** Events of these numbers are on Kafka. */
    record Published(List<Long> ids) implements Consequence {

        @Override
        public String text() {
            return ids.stream().map(String::valueOf).collect(Collectors.joining(" "));
        }
    }

    @Override
    public Consequence read(String text) {
        try {
            return new Published(Stream.of(text.split(" ")).map(Long::valueOf).toList());
        } catch (NumberFormatException e) {
            throw new IllegalStateException("A pending publication of the outbox is damaged.", e);
        }
    }

    /** Its rows are published, also if this version does not know that: the one before has, or a commit was lost since. */
    @Override
    public void found(StreamId stream, String note) {
        rows.forget(rows.marked(OutboxMark.read(note)));
    }

    @Override
    public void confirm(StreamId stream, Consequence consequence) {
        rows.forget(((Published) consequence).ids());
    }

    @Override
    public void discard(StreamId stream, Consequence consequence) {
        // they stand there
    }

    @Override
    public void doubt(StreamId stream, Consequence consequence) {
        // they stand there, and readers ignore versions that they have
    }

    @Override
    public void catchUp(StreamId stream, long number) {
        // a database that was set back has them once more
    }

    @Override
    public void claimed(StreamId stream) {
        // the scheduler says when it is to be worked
    }

    @Override
    public void halted(StreamId stream) {
        LOG.warnf("The outbox and Kafka contradict each other. Events that stand in the outbox are published again.");
    }
}
