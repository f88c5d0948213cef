package io.coupabridge.token.outbox;

import io.coupabridge.contracts.KafkaRights;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.kafka.KafkaClients;
import io.coupabridge.publication.PublicationStream;
import io.coupabridge.publication.PublicationStreams;
import io.coupabridge.publication.StreamHaltedException;
import io.coupabridge.publication.StreamId;
import io.coupabridge.publication.StreamLostException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Opens the publication stream of the outbox. There is one for all replicas, with one transactional id: opening it ends the
 * relay before. A relay that was paused and wakes up cannot put an older state behind a newer one.
 */
@ApplicationScoped
class RelayStreams {

    private static final Logger LOG = Logger.getLogger(RelayStreams.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final StreamId STREAM = new StreamId("token-service", "outbox");
    private static final TopicPartition NUMBERS = new TopicPartition(Topic.PAGE_OFFSETS.topicName(), 0);

    private final OutboxDatabase database;
    private final OutboxRows rows;
    private final KafkaClients kafka;
    private final PublicationStreams streams;

    RelayStreams(OutboxDatabase database, OutboxLedger ledger, OutboxRows rows, KafkaClients kafka) {
        this.database = database;
        this.rows = rows;
        this.kafka = kafka;
        this.streams = PublicationStreams.ofOne(
                database, ledger, kafka, NUMBERS, KafkaRights.OUTBOX_GROUP, KafkaRights.OUTBOX_TRANSACTIONS);
    }

    /**
     * A stream that stands still goes on at once. After a database was set back, events are published again; none is lost.
     *
     * @throws StreamLostException when Kafka fails, or another relay opens it meanwhile
     */
    PublicationStream open() {
        takeOverFromTheVersionBefore();
        try {
            return streams.open(STREAM);
        } catch (StreamHaltedException e) {
            LOG.warn(e.getMessage());
            streams.rebase(STREAM, () -> {});
            return streams.open(STREAM);
        }
    }

    /**
     * The version before writes no number: offset 0, and beside it which rows it has published. It fences this version, and
     * this one it, since both have one transactional id. To be removed one version later, with {@link OutboxMark}.
     */
    private void takeOverFromTheVersionBefore() {
        try {
            kafka.fence(KafkaRights.OUTBOX_TRANSACTIONS);
            List<OutboxMark> published = publishedByTheVersionBefore();
            if (!published.isEmpty()) {
                database.inTransaction(() -> {
                    rows.forget(rows.marked(published));
                    // what this version left pending, that one has found beside the number, or has published
                    return database.with(connection -> connection
                            .createStatement()
                            .executeUpdate("update stream set pending_page = null, producer = null, owner = owner + 1,"
                                    + " offset_committed = false"));
                });
            }
        } catch (KafkaException e) {
            throw new StreamLostException("Kafka cannot be reached: " + e.getMessage(), e);
        }
    }

    private List<OutboxMark> publishedByTheVersionBefore() {
        try (Consumer<byte[], byte[]> consumer = kafka.consumer(KafkaRights.OUTBOX_GROUP)) {
            OffsetAndMetadata place =
                    consumer.committed(Set.of(NUMBERS), PATIENCE).get(NUMBERS);
            return place == null || place.offset() != 0 ? List.of() : OutboxMark.read(place.metadata());
        }
    }
}
