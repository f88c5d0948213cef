package io.coupabridge.runtime.publication;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.runtime.configuration.KafkaClients;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.json.Json;
import io.coupabridge.runtime.publication.StreamStore.Claimed;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
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

    /** Of the heap, for streams that are kept (ADR 17). */
    private static final int KEPT_SHARE = 6;

    private static final Duration KEPT_FOR = Duration.ofSeconds(20);
    private static final TopicPartition PAGES = new TopicPartition(Topic.PAGE_OFFSETS.topicName(), 0);

    private final StreamStore store;
    private final Ledger ledger;
    private final KafkaClients kafka;
    private final Task task;
    private final KeptStreams kept;

    Streams(StreamStore store, Ledger ledger, KafkaClients kafka, TaskHandler handler) {
        this.store = store;
        this.ledger = ledger;
        this.kafka = kafka;
        this.task = handler.task();
        this.kept = new KeptStreams(Runtime.getRuntime().maxMemory() / KEPT_SHARE, KEPT_FOR);
    }

    /**
     * Goes on with a stream that was kept, if nobody else has had it since; or takes it over from whoever had it and
     * settles its pending page.
     *
     * @throws StreamLostException when Kafka fails or the stream was taken over meanwhile; try again later
     * @throws StreamHaltedException when the stream is halted or has to be; an operator has to look
     */
    public PublicationStream open(TenantId tenant, String name) {
        return resumed(tenant, name).orElseGet(() -> claim(tenant, name));
    }

    /** Closes the stream, now or later: it is not the caller's any more, and may be what the next {@link #open} gives. */
    public void keep(PublicationStream stream) {
        kept.keep(stream);
    }

    /** How many streams are kept at the moment. */
    public int kept() {
        return kept.size();
    }

    @PreDestroy
    void close() {
        kept.close();
    }

    private Optional<PublicationStream> resumed(TenantId tenant, String name) {
        Optional<PublicationStream> stream = kept.take(tenant, name);
        boolean goesOn = false;
        try {
            goesOn = stream.isPresent() && stream.get().resume();
        } finally {
            if (!goesOn) {
                stream.ifPresent(PublicationStream::close);
            }
        }
        return goesOn ? stream : Optional.empty();
    }

    private PublicationStream claim(TenantId tenant, String name) {
        Claimed claimed = store.claim(tenant, name);
        if (claimed.halted() != null) {
            throw new StreamHaltedException(claimed.halted());
        }
        String id = "coupa-bridge." + task.shortName() + "." + tenant + "." + name;
        Pending pending = pending(tenant, name, claimed);
        PublicationStream stream =
                new PublicationStream(tenant, name, store, ledger, producer(id), id, claimed, pending);
        try {
            stream.fenceOthers();
            if (!stream.owned()) {
                // A late claimant has just fenced the rightful owner, who will open the stream again.
                throw new StreamLostException("Stream '" + name + "' of tenant " + tenant + " was taken over.");
            }
            settle(stream, claimed, id);
            return stream;
        } catch (KafkaException | IllegalStateException e) {
            stream.close();
            throw new StreamLostException("Kafka failed: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    /**
     * Lets a halted stream go on: a pending page is forgotten and will be read again.
     *
     * @param by who says so, for the audit
     * @return false when the stream is not halted
     */
    public boolean rebase(TenantId tenant, String name, String by, Instant at) {
        return store.rebase(tenant, name, by, at);
    }

    private Producer<byte[], byte[]> producer(String id) {
        try {
            return kafka.transactionalProducer(id);
        } catch (KafkaException e) {
            throw new StreamLostException("Kafka cannot be reached: " + e.getMessage(), e);
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

    private void settle(PublicationStream stream, Claimed claimed, String group) {
        if (!claimed.offsetCommitted()) {
            stream.commitOffset();
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
