package io.coupabridge.console.run;

import io.coupabridge.console.database.ConsoleDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A run as pages show it.
 *
 * @param waiting null when it does not wait
 * @param failure null when it has not failed
 * @param finishedAt null while it goes on
 */
public record RunLine(
        UUID id,
        String tenant,
        String task,
        String state,
        String mode,
        Wait waiting,
        Fault failure,
        Counts counts,
        List<String> warnings,
        Instant firstSeen,
        Instant finishedAt) {

    /** Why it stands still, and until when at the latest; {@code since} may be null. */
    public record Wait(String reason, Instant until, Instant since, String message) {}

    /** Why it failed. */
    public record Fault(String code, String message, boolean retryable) {}

    /** What it did so far, or in all. */
    public record Counts(
            long pages,
            long requests,
            long read,
            long created,
            long changed,
            long unchanged,
            long removed,
            long quarantined) {}

    public boolean completed() {
        return state.equals("COMPLETED");
    }

    static RunLine of(ResultSet row) throws SQLException {
        String warnings = row.getString("warnings");
        return new RunLine(
                row.getObject("command_id", UUID.class),
                row.getString("tenant"),
                row.getString("task"),
                row.getString("state"),
                row.getString("mode"),
                wait(row),
                fault(row),
                counts(row),
                warnings == null ? List.of() : warnings.lines().toList(),
                ConsoleDatabase.instant(row, "first_seen"),
                ConsoleDatabase.instant(row, "finished_at"));
    }

    private static Wait wait(ResultSet row) throws SQLException {
        String reason = row.getString("wait_reason");
        return reason == null
                ? null
                : new Wait(
                        reason,
                        ConsoleDatabase.instant(row, "wait_until"),
                        ConsoleDatabase.instant(row, "wait_since"),
                        row.getString("wait_message"));
    }

    private static Fault fault(ResultSet row) throws SQLException {
        String code = row.getString("code");
        return code == null ? null : new Fault(code, row.getString("message"), row.getBoolean("retryable"));
    }

    private static Counts counts(ResultSet row) throws SQLException {
        return new Counts(
                row.getLong("pages"),
                row.getLong("requests"),
                row.getLong("records_read"),
                row.getLong("records_new"),
                row.getLong("changed"),
                row.getLong("unchanged"),
                row.getLong("removed"),
                row.getLong("quarantined"));
    }
}
