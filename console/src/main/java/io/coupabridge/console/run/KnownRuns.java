package io.coupabridge.console.run;

import io.coupabridge.console.database.ConsoleDatabase;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Failure;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.contracts.TaskEvent.Receipt;
import io.coupabridge.contracts.TaskEvent.Waiting;
import io.coupabridge.contracts.TenantId;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/** The runs as task services told of them. Thread-safe. */
@Singleton
public class KnownRuns {

    private static final Waiting NO_WAIT = new Waiting(null, null, null);
    private static final Receipt NO_RECEIPT = new Receipt(null, null, null, null, null, List.of());
    private static final Failure NO_FAILURE = new Failure(null, null, false);

    private static final String STEP = """
            insert into run as known (command_id, tenant, task, state, sequence, mode, first_seen, started_at, updated_at,
                finished_at, change)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nextval('run_change'))
            on conflict (command_id) do update set sequence = excluded.sequence, state = excluded.state,
                mode = coalesce(excluded.mode, known.mode),
                started_at = coalesce(known.started_at, excluded.started_at), updated_at = excluded.updated_at,
                finished_at = excluded.finished_at, change = excluded.change
            where known.sequence < excluded.sequence
            """;

    private static final String TROUBLE = """
            update run set wait_reason = ?, wait_until = ?, wait_since = ?, wait_message = ?, code = ?, message = ?,
                retryable = ?
            where command_id = ?
            """;

    private static final String PROGRESS = """
            update run set pages = ?, requests = ?, records_read = ?, records_new = ?, changed = ?, unchanged = ?,
                removed = ?, quarantined = ?, throttled = ?
            where command_id = ?
            """;

    private static final String RECEIPT = """
            update run set window_from = ?, window_to = ?, warnings = ? where command_id = ?
            """;

    private static final String OUTCOME = """
            insert into task_outcome as known (tenant, task, succeeded_at, ended_at, state, code) values (?, ?, ?, ?, ?, ?)
            on conflict (tenant, task) do update set
                succeeded_at = greatest(known.succeeded_at, excluded.succeeded_at),
                ended_at = greatest(known.ended_at, excluded.ended_at),
                state = case when known.ended_at <= excluded.ended_at then excluded.state else known.state end,
                code = case when known.ended_at <= excluded.ended_at then excluded.code else known.code end
            """;

    private final ConsoleDatabase database;

    KnownRuns(ConsoleDatabase database) {
        this.database = database;
    }

    /**
     * To be called within a transaction.
     *
     * @return false when this event or a later one of the run is there already
     */
    boolean store(TaskEvent event) {
        boolean ended = event.type().terminal();
        int stored = database.update(
                STEP,
                event.commandId(),
                event.tenantId().value(),
                event.task().name(),
                state(event),
                event.sequence(),
                event.mode(),
                event.at(),
                event.type() == TaskEvent.Type.STARTED ? event.at() : null,
                event.at(),
                ended ? event.at() : null);
        if (stored == 0) {
            return false;
        }
        storeTrouble(event);
        if (event.progress() != null) {
            storeProgress(event);
        }
        if (ended) {
            storeEnd(event);
        }
        return true;
    }

    /** Waiting is no state of its own: a queued or a running run waits. */
    private static String state(TaskEvent event) {
        return switch (event.type()) {
            case ACCEPTED -> "QUEUED";
            case WAITING -> event.mode() == null ? "QUEUED" : "RUNNING";
            case STARTED, PROGRESSED -> "RUNNING";
            default -> event.type().name();
        };
    }

    private void storeTrouble(TaskEvent event) {
        Waiting waiting = event.waiting() == null ? NO_WAIT : event.waiting();
        Failure failure = event.failure() == null ? NO_FAILURE : event.failure();
        database.update(
                TROUBLE,
                waiting.reason(),
                waiting.until(),
                waiting.since(),
                waiting.message(),
                failure.code(),
                failure.message(),
                failure.retryable(),
                event.commandId());
    }

    private void storeProgress(TaskEvent event) {
        Progress progress = event.progress();
        database.update(
                PROGRESS,
                progress.pages(),
                progress.requests(),
                progress.recordsRead(),
                progress.recordsNew(),
                progress.recordsChanged(),
                progress.recordsUnchanged(),
                progress.recordsRemoved(),
                progress.recordsQuarantined(),
                progress.throttledMillis(),
                event.commandId());
    }

    private void storeEnd(TaskEvent event) {
        Receipt receipt = event.receipt() == null ? NO_RECEIPT : event.receipt();
        String warnings = receipt.warnings().isEmpty() ? null : String.join("\n", receipt.warnings());
        database.update(RECEIPT, receipt.windowFrom(), receipt.windowTo(), warnings, event.commandId());
        database.update(
                OUTCOME,
                event.tenantId().value(),
                event.task().name(),
                event.type() == TaskEvent.Type.COMPLETED ? event.at() : null,
                event.at(),
                event.type(),
                event.failure() == null ? null : event.failure().code());
    }

    void forget(TenantId tenant) {
        database.update("delete from run where tenant = ?", tenant.value());
        database.update("delete from task_outcome where tenant = ?", tenant.value());
    }

    /** @return how many */
    int forgetUntouchedSince(Instant instant) {
        return database.update(
                "delete from run where command_id in (select command_id from run where updated_at < ? limit 10000)",
                instant);
    }
}
