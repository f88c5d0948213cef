package io.coupabridge.runtime.publication;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.kafka.KafkaClients;
import io.coupabridge.edge.trail.Who;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.json.Json;
import io.coupabridge.runtime.publication.StreamStore.Claimed;
import io.coupabridge.runtime.publication.StreamStore.Halted;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** Opens publication streams. A tenant has two: one tells of commands that come in, one is its runs'. */
@ApplicationScoped
public class Streams {

    /** Tells that commands were accepted or refused. */
    public static final String INBOX = "inbox";

    /** What runs publish: records and everything that happens to a run. */
    public static final String RUNS = "runs";

    private static final Logger LOG = Logger.getLogger(Streams.class);

    private static final Duration UNUSED_PRODUCER = Duration.ofMinutes(10);

    private static final TopicPartition PAGES = new TopicPartition(Topic.PAGE_OFFSETS.topicName(), 0);

    private final StreamStore store;
    private final Ledger ledger;
    private final KafkaClients kafka;
    private final String prefix;
    private final ProducerPool producers;

    Streams(StreamStore store, Ledger ledger, KafkaClients kafka, TaskHandler handler) {
        this.store = store;
        this.ledger = ledger;
        this.kafka = kafka;
        this.prefix = handler.task().group("");
        this.producers = new ProducerPool(kafka::transactionalProducer, prefix, UNUSED_PRODUCER);
    }

    /**
     * Takes the stream over from whoever had it and settles its pending page.
     *
     * @throws StreamLostException when Kafka fails or the stream was taken over meanwhile; try again later
     * @throws StreamHaltedException when the stream is halted or has to be; an operator has to look
     */
    public PublicationStream open(TenantId tenant, String name) {
        Claimed claimed = store.claim(tenant, name);
        if (claimed.halted() != null) {
            throw new StreamHaltedException(claimed.halted());
        }
        String group = group(tenant, name);
        fenceWhoeverPublishes(claimed, group);
        Pending pending = pending(tenant, name, claimed);
        PublicationStream stream =
                new PublicationStream(tenant, name, store, ledger, producers, producer(), group, claimed, pending);
        try {
            settle(stream, claimed, group);
            return stream;
        } catch (KafkaException | IllegalStateException e) {
            stream.close();
            throw new StreamLostException("Kafka failed: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    /** How many producers wait for a stream. */
    public int idleProducers() {
        return producers.idle();
    }

    @PreDestroy
    void close() {
        producers.close();
    }

    /**
     * Lets a halted stream go on behind the last page that Kafka or the ledger knows. A pending page is forgotten. What may
     * have been published is published again, in versions that consumers cannot have (ADR 38).
     *
     * @param by who says so, for the trail
     * @return false when the stream is not halted
     * @throws StreamLostException when Kafka does not say which page is the last; nothing is changed then
     */
    public boolean rebase(TenantId tenant, String name, Who by) {
        Optional<Halted> halted = store.standingStill(tenant, name);
        if (halted.isEmpty()) {
            return false;
        }
        long published = lastOnKafka(tenant, name);
        return ledger.inTransaction(() -> {
            // another operator may have been faster while Kafka was asked
            boolean unchanged = store.standingStill(tenant, name).equals(halted);
            if (unchanged) {
                store.rebase(tenant, name, behindAll(tenant, name, halted.get(), published), by);
            }
            return unchanged;
        });
    }

    /** Who found the stream halted has fenced its producer before. So the number moves no more. */
    private long lastOnKafka(TenantId tenant, String name) {
        try {
            return kafka.committedOffset(group(tenant, name), PAGES).orElse(0L);
        } catch (KafkaException e) {
            throw unreachable(e);
        }
    }

    /** @return the last page: the next one gets a number that none had before */
    private long behindAll(TenantId tenant, String name, Halted halted, long published) {
        long last = halted.page();
        if (halted.pending() != null) {
            last++;
            ledger.doubt(tenant, name, last, halted.pending());
        }
        if (published > last) {
            last = published;
            ledger.catchUp(tenant, name, last);
        }
        return last;
    }

    private String group(TenantId tenant, String name) {
        return prefix + tenant + "." + name;
    }

    private StreamProducer producer() {
        try {
            return producers.take();
        } catch (KafkaException e) {
            throw unreachable(e);
        }
    }

    private static StreamLostException unreachable(KafkaException e) {
        return new StreamLostException("Kafka cannot be reached: " + e.getMessage(), e);
    }

    /**
     * Ends, for good, what an earlier owner may still be publishing. That a late claimant comes here after the rightful
     * owner does no harm: it is the same producer that both of them found.
     */
    private void fenceWhoeverPublishes(Claimed claimed, String group) {
        try {
            if (claimed.producer() != null) {
                kafka.fence(claimed.producer());
            } else if (claimed.pending() != null) {
                // left by a version that gave each stream a producer with the name of its group
                kafka.fence(group);
            }
        } catch (KafkaException e) {
            throw unreachable(e);
        }
    }

    private Pending pending(TenantId tenant, String name, Claimed claimed) {
        try {
            return Json.read(claimed.pending(), Pending.class);
        } catch (IllegalStateException e) {
            String reason = "The pending page of stream '" + name + "' of tenant " + tenant
                    + " cannot be read: it is damaged, or was written by another version. Re-base the stream.";
            store.halt(tenant, name, claimed.owner(), reason);
            throw new StreamHaltedException(reason);
        }
    }

    /**
     * Writes the first page number. Nobody publishes before it stands there, so no transaction is waited for.
     *
     * @throws StreamHaltedException when Kafka holds a later page: then the ledger is not the one that published it
     */
    private void begin(PublicationStream stream, Claimed claimed, String group) {
        Optional<Long> published = kafka.stableOffset(group, PAGES).filter(page -> page > claimed.page());
        if (published.isPresent()) {
            throw stream.halt(published.get());
        }
        stream.commitOffset();
    }

    private void settle(PublicationStream stream, Claimed claimed, String group) {
        if (!claimed.offsetCommitted()) {
            begin(stream, claimed, group);
            return;
        }
        Optional<Long> published = kafka.committedOffset(group, PAGES);
        if (published.isPresent()) {
            stream.recover(published.get());
        } else if (stream.hasPending()) {
            throw stream.halt("Kafka has forgotten which page was published last");
        } else {
            // An idle group's offsets expire; without a pending page the ledger knows the number.
            LOG.infof("Kafka has forgotten the page number of idle group %s; writing it anew.", group);
            stream.commitOffset();
        }
    }
}
