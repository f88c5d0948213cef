package io.coupabridge.runtime.ledger;

import static io.coupabridge.runtime.ledger.Database.instant;

import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent.Failure;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.contracts.TaskEvent.Receipt;
import io.coupabridge.contracts.TaskEvent.Waiting;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.trace.TraceParent;
import io.coupabridge.runtime.json.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** The runs of the ledger. */
@ApplicationScoped
public class RunStore {

    private static final Logger LOG = Logger.getLogger(RunStore.class);

    /** What becomes of a run whose row is damaged or was written by another version; those behind it go on. */
    public static final Failure UNREADABLE = new Failure(
            ErrorCode.INTERNAL,
            "The checkpoint of this run is damaged or was written by another version of this service. Send a new command.",
            true);

    private final Database database;

    RunStore(Database database) {
        this.database = database;
    }

    /** @return false when a command with that id is in the ledger already, whatever it says */
    public boolean insert(Run run) {
        return database.update(
                        """
                        insert into run (command_id, tenant, state, mode_asked, asked_from, asked_to, requested_by,
                                         received_at, deadline, cancel_asked, accept_removals, position, progress,
                                         failure, cancels, traceparent)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (command_id) do nothing
                        """,
                        run.commandId(),
                        run.tenant().value(),
                        run.state().name(),
                        run.modeAsked().name(),
                        run.askedFrom(),
                        run.askedTo(),
                        run.requestedBy(),
                        run.receivedAt(),
                        run.deadline(),
                        run.cancelAsked(),
                        run.acceptRemovals(),
                        Json.text(run.position()),
                        Json.text(run.progress()),
                        Json.text(run.failure()),
                        run.cancels(),
                        run.trace().toString())
                == 1;
    }

    /**
     * Has the events of runs without an outcome count up from this sequence, if theirs is lower.
     *
     * @param sequence none that was ever published is higher
     */
    public void catchUp(TenantId tenant, long sequence) {
        database.update(
                "update run set sequence = greatest(sequence, ?) where tenant = ? and finished_at is null",
                sequence,
                tenant.value());
    }

    /** Has the events of the run count up from this sequence, if its own is lower and it has no outcome. */
    public void catchUp(UUID commandId, long sequence) {
        database.update(
                "update run set sequence = greatest(sequence, ?) where command_id = ? and finished_at is null",
                sequence,
                commandId);
    }

    /**
     * Stores all that changes of a run, unless it has its outcome; whether it is to be cancelled is {@link #askToCancel}'s
     * alone.
     *
     * @return the name of its state before; empty when it has its outcome
     */
    public Optional<String> update(Run run) {
        return database.one(
                """
                update run set state = ?, sequence = ?, mode = ?, window_from = ?, window_to = ?, started_at = ?,
                               finished_at = ?, position = ?, progress = ?, waiting = ?, receipt = ?, failure = ?
                from (select state as before from run where command_id = ? for update) old
                where command_id = ? and finished_at is null
                returning old.before
                """,
                row -> row.getString(1),
                run.state().name(),
                run.sequence(),
                run.mode() == null ? null : run.mode().name(),
                run.windowFrom(),
                run.windowTo(),
                run.startedAt(),
                run.finishedAt(),
                Json.text(run.position()),
                Json.text(run.progress()),
                Json.text(run.waiting()),
                Json.text(run.receipt()),
                Json.text(run.failure()),
                run.commandId(),
                run.commandId());
    }

    public Optional<Run> find(UUID commandId) {
        return database.one("select * from run where command_id = ?", RunStore::run, commandId);
    }

    /** The tenant's runs that have no outcome yet, in the order in which they came. */
    public List<Run> open(TenantId tenant) {
        return database.query(
                "select * from run where tenant = ? and finished_at is null order by ordinal",
                RunStore::run,
                tenant.value());
    }

    /** The newest first. */
    public List<Run> latest(TenantId tenant, int limit) {
        return database.query(
                "select * from run where tenant = ? order by ordinal desc limit ?",
                RunStore::run,
                tenant.value(),
                limit);
    }

    /** How many commands of the tenant have been let in and not been started. */
    public int waiting(TenantId tenant) {
        return database.one(
                        "select count(*) from run where tenant = ? and finished_at is null"
                                + " and state in ('RECEIVED', 'QUEUED') and failure is null and cancels is null",
                        row -> row.getInt(1),
                        tenant.value())
                .orElseThrow();
    }

    /**
     * Runs that have no outcome yet, which are alike.
     *
     * @param waitsFor the reason that the platform was told; empty when it waits for nothing
     * @param age seconds since the command of the oldest one came
     * @param overdue seconds since the first deadline of them; negative while it is ahead
     */
    public record OpenRuns(String state, String waitsFor, long runs, double age, double overdue) {}

    public List<OpenRuns> countOpen() {
        return database.query("""
                        select state, coalesce(substring(waiting from '"reason":"(\\w+)"'), '') as waits_for, count(*) as runs,
                            extract(epoch from now() - min(received_at)) as age,
                            extract(epoch from now() - min(deadline)) as overdue
                        from run where finished_at is null group by 1, 2
                        """, RunStore::openRuns);
    }

    private static OpenRuns openRuns(ResultSet row) throws SQLException {
        return new OpenRuns(
                row.getString("state"),
                row.getString("waits_for"),
                row.getLong("runs"),
                row.getDouble("age"),
                row.getDouble("overdue"));
    }

    /** @return false when the tenant has no such run, or it has its outcome */
    public boolean askToCancel(UUID commandId, TenantId tenant) {
        return database.update(
                        "update run set cancel_asked = true where command_id = ? and tenant = ? and finished_at is null",
                        commandId,
                        tenant.value())
                == 1;
    }

    public boolean cancelAsked(UUID commandId) {
        return database.one("select cancel_asked from run where command_id = ?", row -> row.getBoolean(1), commandId)
                .orElse(false);
    }

    /** @return how many were forgotten */
    public int forgetFinishedBefore(Instant instant) {
        return database.update("delete from run where finished_at < ?", instant);
    }

    static Run run(ResultSet row) throws SQLException {
        try {
            return run(
                    row,
                    Run.State.valueOf(row.getString("state")),
                    RunMode.valueOf(row.getString("mode_asked")),
                    mode(row.getString("mode")),
                    present(Json.read(row.getString("position"), Position.class)),
                    present(Json.read(row.getString("progress"), Progress.class)),
                    Json.read(row.getString("waiting"), Waiting.class),
                    Json.read(row.getString("receipt"), Receipt.class),
                    Json.read(row.getString("failure"), Failure.class));
        } catch (IllegalStateException | IllegalArgumentException e) {
            LOG.errorf(e, "The run of command %s cannot be read.", row.getObject("command_id"));
            return run(
                    row, Run.State.QUEUED, RunMode.AUTO, null, Position.START, Progress.NONE, null, null, UNREADABLE);
        }
    }

    private static RunMode mode(String name) {
        return name == null ? null : RunMode.valueOf(name);
    }

    private static <T> T present(T value) {
        if (value == null) {
            throw new IllegalStateException("A part of the row is missing.");
        }
        return value;
    }

    private static Run run(
            ResultSet row,
            Run.State state,
            RunMode modeAsked,
            RunMode mode,
            Position position,
            Progress progress,
            Waiting waiting,
            Receipt receipt,
            Failure failure)
            throws SQLException {
        return new Run(
                row.getObject("command_id", UUID.class),
                new TenantId(row.getString("tenant")),
                state,
                modeAsked,
                instant(row, "asked_from"),
                instant(row, "asked_to"),
                row.getString("requested_by"),
                instant(row, "received_at"),
                instant(row, "deadline"),
                row.getBoolean("cancel_asked"),
                row.getBoolean("accept_removals"),
                row.getLong("sequence"),
                mode,
                instant(row, "window_from"),
                instant(row, "window_to"),
                instant(row, "started_at"),
                instant(row, "finished_at"),
                position,
                progress,
                waiting,
                receipt,
                failure,
                row.getObject("cancels", UUID.class),
                trace(row));
    }

    /** The version before stores none. */
    private static TraceParent trace(ResultSet row) throws SQLException {
        UUID command = row.getObject("command_id", UUID.class);
        return TraceParent.parse(row.getString("traceparent")).orElseGet(() -> TraceParent.of(command));
    }
}
