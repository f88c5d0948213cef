package io.coupabridge.runtime.run;

import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskEvent.Failure;
import io.coupabridge.contracts.TenantErased;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.trace.TraceParent;
import io.coupabridge.publication.PublicationStream;
import io.coupabridge.runtime.connection.AccessRules;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.publication.Publication;
import io.coupabridge.runtime.publication.Streams;
import io.coupabridge.runtime.schedule.NextStep;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Erases a tenant as its connection asks, by the owner of its stream of runs, who alone writes its records: runs end, each
 * record's key gets a null value, and then the ledger forgets the rest. A part is forgotten once it is on Kafka, so that an
 * erasure that broke off goes on where it was. Used by one thread.
 */
final class TenantErasure {

    private static final int AT_ONCE = 500;

    private final RunTools tools;
    private final PublicationStream stream;
    private final TenantId tenant;
    private final Outcomes outcomes;
    private final TimeSlice time;

    TenantErasure(RunTools tools, PublicationStream stream, Outcomes outcomes, TimeSlice time) {
        this.tools = tools;
        this.stream = stream;
        this.tenant = Streams.tenant(stream.id());
        this.outcomes = outcomes;
        this.time = time;
    }

    /**
     * @param version of the connection that asks for it
     * @param open the tenant's runs without an outcome
     * @return when to go on; empty when it is done
     */
    Optional<NextStep> erase(long version, List<Run> open) {
        open.forEach(run -> outcomes.failed(run, new Failure(ErrorCode.DISCONNECTED, AccessRules.ERASED, true)));
        stream.settle();
        TraceParent trace = trace(version);
        List<Long> ids = records(Long.MIN_VALUE);
        while (!ids.isEmpty()) {
            publishTombstones(ids, trace);
            time.done(1);
            if (time.over()) {
                return Optional.of(new NextStep.Again());
            }
            // those before are forgotten with the next part only
            ids = records(ids.get(ids.size() - 1));
        }
        stream.settle();
        if (tools.erasures.hasOpenCommand(tenant)) {
            // it came meanwhile, or waits for its answer, and says until its end who asked for it
            return Optional.of(new NextStep.At(tools.clock.instant().plusSeconds(1)));
        }
        finish(version, trace);
        return Optional.empty();
    }

    /** Always the same: an erasure may take several slices. */
    private TraceParent trace(long version) {
        return TraceParent.of(tenant + "/" + tools.handler.task() + "/erased/" + version);
    }

    private List<Long> records(long after) {
        return tools.erasures.records(tenant, after, AT_ONCE);
    }

    private void publishTombstones(List<Long> ids, TraceParent trace) {
        stream.publish(() -> {
            Publication page = new Publication().forgotten(ids);
            ids.forEach(id -> page.message(tools.messages.tombstone(tenant, id, trace)));
            return page;
        });
    }

    private void finish(long version, TraceParent trace) {
        Task task = tools.handler.task();
        Instant now = tools.clock.instant();
        // the tokens' topic is token-service's
        List<Topic> topics = Stream.concat(
                        task.topics().stream(), Stream.of(Topic.TASK_EVENTS, Topic.CONNECTIONS.deadLetter()))
                .filter(topic -> !topic.equals(task.tokenTopic()))
                .toList();
        TenantErased erased = new TenantErased(
                tenant,
                task,
                version,
                tools.retention.erased(topics, Map.of(task.recordTopic(), tools.erasures.erasedKeys(tenant)), now),
                now);
        stream.publish(() -> new Publication().erased(version).message(tools.messages.tenantErased(erased, trace)));
        stream.settle();
    }
}
