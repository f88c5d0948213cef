package io.coupabridge.runtime.publication;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.runtime.publication.StreamStore.Claimed;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Publishes the pages of one tenant exactly once, across crashes and paused processes.
 *
 * <p>A page goes through two commits. First the ledger: what the page before it changed is confirmed, and this page is
 * stored as pending. Then Kafka: the page's messages and its number, as an offset of the stream's own consumer group, in one
 * transaction. Whoever opens the stream next compares that offset with the pending page and knows whether it was published;
 * if not, it is forgotten (ADR 43). Opening counts the owner up in the ledger; beside a pending page stands the producer it is published with, and whoever finds one there
 * fences it before he looks at the offset (ADR 17).
 *
 * <p>No transaction is open between two calls. Not thread-safe.
 */
public final class PublicationStream implements AutoCloseable {

    /** The partition whose offsets are the streams' page numbers; its topic is never written. */
    private static final TopicPartition PAGES = new TopicPartition(Topic.PAGE_OFFSETS.topicName(), 0);

    private final TenantId tenant;
    private final String name;
    private final StreamStore store;
    private final Ledger ledger;
    private final ProducerPool producers;
    private final StreamProducer producer;
    private final String group;
    private final long owner;
    private long confirmed;
    private Pending pending;

    /** A transaction failed: whether the pending page was published is found out by opening the stream again. */
    private boolean unsure;

    /** Something is being done whose end is not known yet: what the ledger or Kafka hold is not what stands here. */
    private boolean underWay;

    private boolean closed;

    /**
     * The stream as claimed. Whoever may still be publishing it has to be fenced, and its pending page found to be
     * published or not.
     *
     * @param producer is given back when the stream is closed, if nothing it had to publish can be pending
     */
    PublicationStream(
            TenantId tenant,
            String name,
            StreamStore store,
            Ledger ledger,
            ProducerPool producers,
            StreamProducer producer,
            String group,
            Claimed claimed,
            Pending pending) {
        this.tenant = tenant;
        this.name = name;
        this.store = store;
        this.ledger = ledger;
        this.producers = producers;
        this.producer = producer;
        this.group = group;
        this.owner = claimed.owner();
        this.confirmed = claimed.page();
        this.pending = pending;
    }

    public TenantId tenant() {
        return tenant;
    }

    /** The number that the next page will have. */
    public long nextPage() {
        return (pending == null ? confirmed : pending.page()) + 1;
    }

    /**
     * Publishes a page. When this returns, all in-sync replicas have it.
     *
     * @param prepare makes the page, within the ledger's transaction and after the pages before it are confirmed there.
     *     When it has no messages, only the ledger changes
     * @throws StreamLostException when the stream is to be closed and opened again
     * @throws MessageRefusedException when Kafka will never take it; the stream is to be closed too
     */
    public void publish(Supplier<Publication> prepare) {
        requireSure();
        underWay = true;
        Publication[] made = new Publication[1];
        Pending next = ledger.inTransaction(() -> {
            if (!store.lock(tenant, name, owner)) {
                throw lost();
            }
            long last = confirmPending();
            made[0] = prepare.get();
            Pending page = made[0].pending(last + 1);
            if (made[0].messages().isEmpty()) {
                ledger.apply(tenant, page);
                hold(last, null);
                return null;
            }
            hold(last, page);
            return page;
        });
        confirmed = pending == null ? confirmed : pending.page();
        pending = next;
        if (next != null) {
            send(made[0].messages(), next.page());
        }
        underWay = false;
    }

    /**
     * Confirms the last page in the ledger.
     *
     * @throws StreamLostException when the stream is to be closed and opened again
     */
    public void settle() {
        requireSure();
        if (pending != null) {
            underWay = true;
            ledger.inTransaction(() -> {
                // the stream's row before the rows of its runs, as everybody takes them
                if (!store.lock(tenant, name, owner)) {
                    throw lost();
                }
                hold(confirmPending(), null);
                return null;
            });
            confirmed = pending.page();
            pending = null;
            underWay = false;
        }
    }

    /** Writes the confirmed page's number to Kafka: before the first page ever, and when Kafka has forgotten it. */
    void commitOffset() {
        underWay = true;
        if (!store.publishes(tenant, name, owner, producer.id())) {
            throw lost();
        }
        send(List.of(), confirmed);
        if (!store.offsetCommitted(tenant, name, owner)) {
            throw lost();
        }
        underWay = false;
    }

    /**
     * Finds out from the offset on Kafka whether the pending page was published.
     *
     * @param published the page number on Kafka
     * @throws StreamHaltedException when it is neither the pending page nor the one before it
     */
    void recover(long published) {
        if (pending != null && published == pending.page()) {
            settle();
        } else if (published == confirmed) {
            if (pending != null) {
                forgetPending();
            }
        } else {
            throw halt(published);
        }
    }

    private void forgetPending() {
        ledger.inTransaction(() -> {
            if (!store.lock(tenant, name, owner)) {
                throw lost();
            }
            ledger.undo(tenant, pending);
            hold(confirmed, null);
            return null;
        });
        pending = null;
    }

    /** @param published the page number on Kafka, which contradicts the ledger */
    StreamHaltedException halt(long published) {
        return halt("Kafka holds page " + published + " as the last one published");
    }

    StreamHaltedException halt(String finding) {
        String reason = finding + ", but the ledger has confirmed page " + confirmed
                + (pending == null ? " and none is pending" : " and page " + pending.page() + " is pending")
                + ". Was a database restored? Then re-base stream '" + name
                + "' of tenant "
                + tenant + ".";
        if (!store.halt(tenant, name, owner, reason)) {
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
            producers.discard(producer);
        } else {
            producers.giveBack(producer);
        }
    }

    private long confirmPending() {
        if (pending == null) {
            return confirmed;
        }
        ledger.apply(tenant, pending);
        return pending.page();
    }

    private void hold(long page, Pending next) {
        if (!store.store(tenant, name, owner, page, next, next == null ? null : producer.id())) {
            throw lost();
        }
    }

    private StreamLostException lost() {
        return new StreamLostException("Stream '" + name + "' of tenant " + tenant + " has another owner by now.");
    }

    private void requireSure() {
        if (closed) {
            throw new IllegalStateException("Stream '" + name + "' of tenant " + tenant + " is closed.");
        }
        if (unsure) {
            throw new StreamLostException("Stream '" + name + "' of tenant " + tenant
                    + " is to be opened again, to find out whether its last page was published.");
        }
    }

    private void send(List<ProducerRecord<byte[], byte[]>> messages, long page) {
        unsure = true;
        Producer<byte[], byte[]> kafka = producer.producer();
        try {
            kafka.beginTransaction();
            // of each it is the commit that says whether it went well
            messages.forEach(kafka::send);
            kafka.sendOffsetsToTransaction(
                    Map.of(PAGES, new OffsetAndMetadata(page)), new ConsumerGroupMetadata(group));
            kafka.commitTransaction();
            unsure = false;
        } catch (KafkaException | IllegalStateException e) {
            // the producer answers with IllegalStateException once a commit has timed out
            throw failure(e);
        }
    }

    private static RuntimeException failure(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof RecordTooLargeException) {
                return new MessageRefusedException(cause);
            }
        }
        String what = e instanceof TimeoutException ? "Kafka does not answer" : "Kafka failed";
        return new StreamLostException(what + ": " + e.getMessage(), e);
    }
}
