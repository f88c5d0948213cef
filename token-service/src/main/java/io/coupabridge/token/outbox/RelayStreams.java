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
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Opens the publication stream of the outbox. There is one for all replicas, with one transactional id: opening it ends the
 * relay before. A relay that was paused and wakes up cannot put an older state behind a newer one.
 */
@ApplicationScoped
class RelayStreams {

    private static final Logger LOG = Logger.getLogger(RelayStreams.class);
    private static final StreamId STREAM = new StreamId("token-service", "outbox");
    private static final TopicPartition NUMBERS = new TopicPartition(Topic.PAGE_OFFSETS.topicName(), 0);

    private final PublicationStreams streams;

    RelayStreams(OutboxDatabase database, OutboxLedger ledger, KafkaClients kafka) {
        this.streams = PublicationStreams.ofOne(
                database, ledger, kafka, NUMBERS, KafkaRights.OUTBOX_GROUP, KafkaRights.OUTBOX_TRANSACTIONS);
    }

    /**
     * A stream that stands still goes on at once. After a database was set back, events are published again; none is lost.
     * The version before writes offset 0 and marks, and fences this one, which fences it: both have one transactional id. So
     * behind it the stream stands still, too, and then {@link OutboxLedger#found} knows what it has published.
     *
     * @throws StreamLostException when Kafka fails, or another relay opens it meanwhile
     */
    PublicationStream open() {
        try {
            return streams.open(STREAM);
        } catch (StreamHaltedException e) {
            LOG.warn(e.getMessage());
            streams.rebase(STREAM, () -> {});
            return streams.open(STREAM);
        }
    }
}
