package io.coupabridge.runtime.publication;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.kafka.KafkaClients;
import io.coupabridge.edge.trail.Detail;
import io.coupabridge.edge.trail.Trail;
import io.coupabridge.edge.trail.Who;
import io.coupabridge.publication.PublicationStream;
import io.coupabridge.publication.PublicationStreams;
import io.coupabridge.publication.StreamHaltedException;
import io.coupabridge.publication.StreamId;
import io.coupabridge.publication.StreamLostException;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.ledger.Database;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** The publication streams of tenants. Each has two: one tells of commands that come in, one is its runs'. */
@ApplicationScoped
public class Streams {

    /** Tells that commands were accepted or refused. */
    public static final String INBOX = "inbox";

    /** What runs publish: records and everything that happens to a run. */
    public static final String RUNS = "runs";

    /** All that a tenant has. */
    public static final Set<String> NAMES = Set.of(INBOX, RUNS);

    private final PublicationStreams streams;
    private final Trail trail;

    Streams(Database database, Ledger ledger, KafkaClients kafka, TaskHandler handler, Trail trail) {
        TopicPartition numbers = new TopicPartition(Topic.PAGE_OFFSETS.topicName(), 0);
        this.streams = new PublicationStreams(
                database, ledger, kafka, numbers, handler.task().group(""));
        this.trail = trail;
    }

    /** Whose stream it is. */
    public static TenantId tenant(StreamId stream) {
        return new TenantId(stream.tenant());
    }

    /**
     * Takes the stream over from whoever had it and settles its pending publication.
     *
     * @throws StreamLostException when Kafka fails or the stream was taken over meanwhile; try again later
     * @throws StreamHaltedException when the stream is halted or has to be; an operator has to look
     */
    public PublicationStream open(TenantId tenant, String name) {
        return streams.open(id(tenant, name));
    }

    /** How many producers wait for a stream. */
    public int idleProducers() {
        return streams.idleProducers();
    }

    /**
     * Lets a halted stream go on behind the last publication that Kafka or the ledger knows. What may have been published is
     * published again, in versions that consumers cannot have (ADR 38).
     *
     * @param by who says so, for the trail
     * @return false when the stream is not halted
     * @throws StreamLostException when Kafka does not say which publication is the last; nothing is changed then
     */
    public boolean rebase(TenantId tenant, String name, Who by) {
        return streams.rebase(
                id(tenant, name), () -> trail.append(tenant, by, "STREAM_REBASED", Detail.of("stream", name)));
    }

    @PreDestroy
    void close() {
        streams.close();
    }

    private static StreamId id(TenantId tenant, String name) {
        return new StreamId(tenant.value(), name);
    }
}
