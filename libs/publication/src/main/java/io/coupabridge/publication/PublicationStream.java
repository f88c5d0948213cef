package io.coupabridge.publication;

import io.coupabridge.publication.StreamRows.Claimed;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Publishes the messages of one stream exactly once, across crashes and paused processes, as the documentation of this
 * package says. No transaction is open between two calls. Not thread-safe.
 */
public final class PublicationStream implements AutoCloseable {

    private final StreamId id;
    private final PublicationStreams.Tools tools;
    private final StreamProducer producer;
    private final String group;
    private final long owner;
    private long confirmed;

    /** What may or may not be on Kafka; null when nothing is pending. */
    private Consequence pending;

    /** A transaction failed: whether the pending publication is on Kafka is found out by opening the stream again. */
    private boolean unsure;

    /** Something is being done whose end is not known yet: what the ledger or Kafka hold is not what stands here. */
    private boolean underWay;

    private boolean closed;

    /**
     * The stream as claimed. Whoever may still be publishing it has to be fenced, and its pending publication found to be on
     * Kafka or not.
     *
     * @param producer is given back when the stream is closed, if nothing it had to publish can be pending
     */
    PublicationStream(
            StreamId id,
            PublicationStreams.Tools tools,
            StreamProducer producer,
            Claimed claimed,
            Consequence pending) {
        this.id = id;
        this.tools = tools;
        this.producer = producer;
        this.group = tools.group(id);
        this.owner = claimed.owner();
        this.confirmed = claimed.confirmed();
        this.pending = pending;
    }

    public StreamId id() {
        return id;
    }

    /** The number that the next publication will have. */
    public long next() {
        return last() + 1;
    }

    /** That of the pending publication, if there is one. */
    private long last() {
        return pending == null ? confirmed : confirmed + 1;
    }

    /**
     * Publishes. When this returns, all in-sync replicas have the messages.
     *
     * @param prepare says what, within the ledger's transaction and after all publications before it are confirmed there.
     *     When it has no messages, only the ledger changes, and no number is used
     * @throws StreamLostException when the stream is to be closed and opened again
     * @throws MessageRefusedException when Kafka will never take it; the stream goes on without it
     */
    public void publish(Supplier<? extends Publishable> prepare) {
        requireSure();
        underWay = true;
        Publishable[] made = new Publishable[1];
        Consequence consequence = tools.database().inTransaction(() -> {
            lock();
            confirmPending();
            made[0] = prepare.get();
            Consequence next = made[0].consequence(last() + 1);
            if (made[0].messages().isEmpty()) {
                tools.ledger().confirm(id, next);
                hold(last(), null);
                return null;
            }
            hold(last(), next);
            return next;
        });
        confirmed = last();
        pending = consequence;
        if (consequence != null) {
            publishPending(made[0]);
        }
        underWay = false;
    }

    /**
     * Confirms the last publication in the ledger.
     *
     * @throws StreamLostException when the stream is to be closed and opened again
     */
    public void settle() {
        requireSure();
        if (pending != null) {
            underWay = true;
            tools.database().inTransaction(() -> {
                // the stream's row before the rows of what it publishes, as everybody takes them
                lock();
                confirmPending();
                hold(last(), null);
                return null;
            });
            confirmed = last();
            pending = null;
            underWay = false;
        }
    }

    /** @param note what stands beside the number on Kafka; it is written over only after the ledger has it */
    void found(String note) {
        if (!note.isEmpty()) {
            tools.database().inTransaction(() -> {
                lock();
                tools.ledger().found(id, note);
                return null;
            });
        }
    }

    /** Writes the confirmed number to Kafka: before the first publication ever, and when Kafka has forgotten it. */
    void commitOffset() {
        underWay = true;
        if (!tools.rows().publishes(id, owner, producer.id())) {
            throw lost();
        }
        send(List.of(), confirmed, "");
        if (!tools.rows().offsetCommitted(id, owner)) {
            throw lost();
        }
        underWay = false;
    }

    /**
     * Finds out from the offset on Kafka whether the pending publication is there.
     *
     * @param published the number on Kafka
     * @throws StreamHaltedException when it is neither that of the pending publication nor the one before it
     */
    void recover(long published) {
        if (pending != null && published == last()) {
            settle();
        } else if (published != confirmed) {
            throw halt(published);
        } else if (pending != null) {
            discardPending();
        }
    }

    private void discardPending() {
        tools.database().inTransaction(() -> {
            lock();
            tools.ledger().discard(id, pending);
            hold(confirmed, null);
            return null;
        });
        pending = null;
    }

    /** @param published the number on Kafka, which contradicts the ledger */
    StreamHaltedException halt(long published) {
        return halt("Kafka holds publication " + published + " as the last one published");
    }

    StreamHaltedException halt(String finding) {
        String reason = finding + ", but the ledger has confirmed publication " + confirmed
                + (pending == null ? " and none is pending" : " and publication " + last() + " is pending")
                + ". Was a database restored? Then re-base stream " + id + ".";
        if (!tools.halt(id, owner, reason)) {
            // a newer owner has moved on, which is why things do not fit here
            throw lost();
        }
        return new StreamHaltedException(reason);
    }

    boolean hasPending() {
        return pending != null;
    }

    /** If nothing is pending, the stream's producer serves another one from now on. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (underWay || pending != null) {
            producer.discard();
        } else {
            tools.producers().giveBack(producer);
        }
    }

    private void lock() {
        if (!tools.rows().lock(id, owner)) {
            throw lost();
        }
    }

    private void confirmPending() {
        if (pending != null) {
            tools.ledger().confirm(id, pending);
        }
    }

    private void hold(long number, Consequence next) {
        String text = next == null ? null : next.text();
        if (!tools.rows().store(id, owner, number, text, next == null ? null : producer.id())) {
            throw lost();
        }
    }

    private StreamLostException lost() {
        return new StreamLostException("Stream " + id + " has another owner by now.");
    }

    private void requireSure() {
        if (closed) {
            throw new IllegalStateException("Stream " + id + " is closed.");
        }
        if (unsure) {
            throw new StreamLostException(
                    "Stream " + id + " is to be opened again, to find out whether its last publication is on Kafka.");
        }
    }

    private void publishPending(Publishable publication) {
        try {
            send(publication.messages(), last(), publication.note());
        } catch (MessageRefusedException | TopicRefusedException e) {
            // the transaction is aborted, and so it never will be on Kafka
            discardPending();
            unsure = false;
            underWay = false;
            throw e;
        }
    }

    private void send(List<ProducerRecord<byte[], byte[]>> messages, long number, String note) {
        unsure = true;
        Producer<byte[], byte[]> kafka = producer.producer();
        RefusedMessage refused = new RefusedMessage();
        try {
            kafka.beginTransaction();
            messages.forEach(message -> kafka.send(message, refused.of(message)));
            kafka.sendOffsetsToTransaction(
                    Map.of(tools.numbers(), new OffsetAndMetadata(number, note)), new ConsumerGroupMetadata(group));
            // of each message it is the commit that says whether it went well
            kafka.commitTransaction();
            unsure = false;
        } catch (KafkaException | IllegalStateException e) {
            // the producer answers with IllegalStateException once a commit has timed out
            throw refused.abort(kafka, e).orElseGet(() -> lost(e));
        }
    }

    private static StreamLostException lost(RuntimeException e) {
        String what = e instanceof TimeoutException ? "Kafka does not answer" : "Kafka failed";
        return new StreamLostException(what + ": " + e.getMessage(), e);
    }
}
