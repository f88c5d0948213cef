package io.coupabridge.runtime.replay;

import io.coupabridge.contracts.QuarantinedRecord;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskCommand;
import io.coupabridge.contracts.TaskCommand.Kind;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.json.Json;
import io.coupabridge.runtime.message.Messages;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Records that could not be mapped. They are not published from the quarantine, where they may be stale: one command a
 * tenant has Coupa asked again for all that was updated when they were. A record that was updated since comes with the
 * next increment.
 */
final class QuarantinedRecords implements Letters {

    private static final String DAMAGED = "It is no quarantined record of this task.";
    private static final String TIMELESS =
            "Nothing tells when Coupa updated it, so no window finds it. Send the tenant a command in mode FULL.";

    /** Coupa's times are whole seconds, and a window ends before its end. */
    private static final Duration UNIT = Duration.ofSeconds(1);

    /** By so much Coupa's clock may be ahead; a later time is a damaged one. */
    private static final Duration AHEAD = Duration.ofDays(1);

    private static final String NUMBER = "\\d{1,19}";

    private final Messages messages;
    private final Task task;
    private final String requestedBy;
    private final Instant now;
    private final Consumer<ProducerRecord<byte[], byte[]>> sender;
    private final Map<TenantId, Window> windows = new TreeMap<>();

    /** What was updated from the first to the last, both included. */
    private record Window(Instant first, Instant last, int messages) {

        Window plus(Window other) {
            return new Window(
                    first.isBefore(other.first) ? first : other.first,
                    last.isAfter(other.last) ? last : other.last,
                    messages + other.messages);
        }
    }

    QuarantinedRecords(
            Messages messages,
            Task task,
            String requestedBy,
            Instant now,
            Consumer<ProducerRecord<byte[], byte[]>> sender) {
        this.messages = messages;
        this.task = task;
        this.requestedBy = requestedBy;
        this.now = now;
        this.sender = sender;
    }

    @Override
    public Letter look(ConsumerRecord<byte[], byte[]> message) {
        return read(message)
                .map(record -> Letter.of(
                        message, record.tenantId().value(), record.reason() == null ? "" : record.reason(), 0))
                .orElseGet(() -> Letter.of(message, null, "", 0));
    }

    @Override
    public Letter bringBack(Letter letter, ConsumerRecord<byte[], byte[]> message) {
        Optional<QuarantinedRecord> read = read(message);
        if (read.isEmpty()) {
            return letter.with(null, DAMAGED);
        }
        QuarantinedRecord record = read.get();
        String id = record.recordId() != null && record.recordId().matches(NUMBER) ? record.recordId() : null;
        if (!plausible(record.updatedAt())) {
            return letter.with(id, TIMELESS);
        }
        windows.merge(record.tenantId(), new Window(record.updatedAt(), record.updatedAt(), 1), Window::plus);
        return letter.with(id, null);
    }

    @Override
    public List<Reread> end() {
        List<Reread> rereads = new ArrayList<>();
        windows.forEach((tenant, window) -> {
            TaskCommand command = new TaskCommand(
                    Kind.RUN,
                    UUID.randomUUID(),
                    tenant,
                    task,
                    RunMode.WINDOW,
                    window.first(),
                    window.last().plus(UNIT),
                    null,
                    null,
                    requestedBy,
                    now);
            sender.accept(messages.command(command));
            rereads.add(
                    new Reread(tenant.value(), window.messages(), command.from(), command.to(), command.commandId()));
        });
        return rereads;
    }

    /** Empty for a message that is something else. */
    private Optional<QuarantinedRecord> read(ConsumerRecord<byte[], byte[]> message) {
        try {
            return message.value() == null
                    ? Optional.empty()
                    : Optional.ofNullable(Json.parse(message.value(), QuarantinedRecord.class))
                            .filter(record -> record.tenantId() != null && task.equals(record.task()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private boolean plausible(Instant updatedAt) {
        return updatedAt != null && updatedAt.isAfter(Instant.EPOCH) && updatedAt.isBefore(now.plus(AHEAD));
    }
}
