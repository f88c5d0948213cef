package io.coupabridge.console.run;

import io.coupabridge.console.connection.TenantForgotten;
import io.coupabridge.console.json.Texts;
import io.coupabridge.console.projection.Followed;
import io.coupabridge.console.projection.GarbageException;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.Topic;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Keeps the runs that {@code coupa.task-events} tells of in the database. */
@Singleton
class RunProjection implements Followed {

    private final KnownRuns runs;
    private final Event<RunChange> changes;

    RunProjection(KnownRuns runs, Event<RunChange> changes) {
        this.runs = runs;
        this.changes = changes;
    }

    @Override
    public Topic topic() {
        return Topic.TASK_EVENTS;
    }

    @Override
    public void apply(ConsumerRecord<byte[], byte[]> record) {
        TaskEvent event = read(record);
        // an answer to a cancel is no run, and a type that only a newer version knows changes nothing here
        if (event.cancels() == null && event.type() != TaskEvent.Type.UNKNOWN && runs.store(event)) {
            changes.fire(new RunChange(event));
        }
    }

    void forget(@Observes TenantForgotten erasure) {
        runs.forget(erasure.tenant());
    }

    static TaskEvent read(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            throw new GarbageException("The event has no value.");
        }
        TaskEvent event;
        try {
            event = Texts.read(record.value(), TaskEvent.class);
        } catch (IOException e) {
            // Jackson's message quotes the payload
            throw new GarbageException("The value is not the JSON of a task event.");
        }
        if (event == null
                || event.type() == null
                || event.commandId() == null
                || event.tenantId() == null
                || event.at() == null) {
            throw new GarbageException("The task event lacks a field.");
        }
        if (event.task() == null) {
            throw new GarbageException("The task event is of a task that this version does not know.");
        }
        if (record.key() == null
                || !event.tenantId().value().equals(new String(record.key(), StandardCharsets.UTF_8))) {
            throw new GarbageException("The event is of another tenant than its key says.");
        }
        return event;
    }
}
