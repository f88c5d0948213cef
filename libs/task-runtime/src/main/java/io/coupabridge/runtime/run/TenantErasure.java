package io.coupabridge.runtime.run;

import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskEvent.Failure;
import io.coupabridge.contracts.TenantErased;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.kafka.TopicRetention;
import io.coupabridge.edge.trace.TraceParent;
import io.coupabridge.publication.PublicationStream;
import io.coupabridge.runtime.connection.AccessRules;
import io.coupabridge.runtime.ledger.ErasureStore;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.message.Messages;
import io.coupabridge.runtime.publication.Publication;
import io.coupabridge.runtime.publication.Streams;
import io.coupabridge.runtime.schedule.NextStep;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Erases a tenant as its connection asks, by the owner of its stream of runs, who alone writes its records: runs end, each
 * record's key gets a null value, and then the ledger forgets the rest. A part is forgotten once it is on Kafka, so that an
 * erasure that broke off goes on where it was.
 */
@Singleton
class TenantErasure {

    private static final int AT_ONCE = 500;

    private final TaskSetup setup;
    private final ErasureStore erasures;
    private final TopicRetention retention;
    private final Messages messages;

    TenantErasure(TaskSetup setup, ErasureStore erasures, TopicRetention retention, Messages messages) {
        this.setup = setup;
        this.erasures = erasures;
        this.retention = retention;
        this.messages = messages;
    }

    /** The version of the connection that asks for the tenant's erasure; empty when none does. */
    OptionalLong due(TenantId tenant) {
        return erasures.due(tenant);
    }

    /**
     * @param version of the connection that asks for it
     * @param open the tenant's runs without an outcome
     * @return when to go on; empty when it is done
     */
    Optional<NextStep> erase(long version, List<Run> open, SliceScope slice) {
        PublicationStream stream = slice.stream();
        TimeSlice time = slice.time();
        open.forEach(
                run -> slice.outcomes().failed(run, new Failure(ErrorCode.DISCONNECTED, AccessRules.ERASED, true)));
        stream.settle();
        TraceParent trace = trace(Streams.tenant(stream.id()), version);
        List<Long> ids = records(Streams.tenant(stream.id()), Long.MIN_VALUE);
        while (!ids.isEmpty()) {
            publishTombstones(ids, trace, stream);
            time.done(1);
            if (time.over()) {
                return Optional.of(new NextStep.Again());
            }
            // those before are forgotten with the next part only
            ids = records(Streams.tenant(stream.id()), ids.get(ids.size() - 1));
        }
        stream.settle();
        if (erasures.hasOpenCommand(Streams.tenant(stream.id()))) {
            // it came meanwhile, or waits for its answer, and says until its end who asked for it
            return Optional.of(new NextStep.At(setup.now().plusSeconds(1)));
        }
        finish(version, trace, stream);
        return Optional.empty();
    }

    /** Always the same: an erasure may take several slices. */
    private TraceParent trace(TenantId tenant, long version) {
        return TraceParent.of(tenant + "/" + setup.task() + "/erased/" + version);
    }

    private List<Long> records(TenantId tenant, long after) {
        return erasures.records(tenant, after, AT_ONCE);
    }

    private void publishTombstones(List<Long> ids, TraceParent trace, PublicationStream stream) {
        stream.publish(() -> {
            Publication publication = new Publication().forgotten(ids);
            ids.forEach(id -> publication.message(messages.tombstone(Streams.tenant(stream.id()), id, trace)));
            return publication;
        });
    }

    private void finish(long version, TraceParent trace, PublicationStream stream) {
        TenantId tenant = Streams.tenant(stream.id());
        Task task = setup.task();
        Instant now = setup.now();
        // the tokens' topic is token-service's
        List<Topic> topics = Stream.concat(
                        task.topics().stream(), Stream.of(Topic.TASK_EVENTS, Topic.CONNECTIONS.deadLetter()))
                .filter(topic -> !topic.equals(task.tokenTopic()))
                .toList();
        TenantErased erased = new TenantErased(
                tenant,
                task,
                version,
                retention.erased(topics, Map.of(task.recordTopic(), erasures.erasedKeys(tenant)), now),
                now);
        stream.publish(() -> new Publication().erased(version).message(messages.tenantErased(erased, trace)));
        stream.settle();
    }
}
