package io.coupabridge.token.connection;

import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Why a connection needs a person. {@link ConnectionLists} selects by the same rule.
 *
 * @param reason of the connection's state; null when it is about one task
 * @param task null when it is about the connection as a whole
 * @param message what is the matter and what to do
 */
public record Attention(Cause cause, String reason, Task task, Instant since, String message) {

    /** An outage is looked at again by itself; only one that lasts needs somebody. */
    static final Duration OUTAGE_LASTS = Duration.ofHours(1);

    /** What somebody has to look at. */
    public enum Cause {
        REAUTHORIZATION_REQUIRED,
        SCOPE_MISSING,
        FORBIDDEN,
        /** For longer than an hour. */
        DEGRADED
    }

    /** Everything for which the connection needs a person; empty when it needs nobody. */
    public static List<Attention> of(ConnectionRow connection, Instant now) {
        List<Attention> causes = new ArrayList<>();
        if (connection.state == ConnectionState.REAUTHORIZATION_REQUIRED) {
            causes.add(ofState(Cause.REAUTHORIZATION_REQUIRED, connection));
        } else if (connection.state == ConnectionState.DEGRADED
                && !connection.troubleSince().isAfter(outageSince(now))) {
            causes.add(ofState(Cause.DEGRADED, connection));
        }
        for (Task task : connection.wanted()) {
            TaskAccess access = connection.access(task);
            if (access.verdict().refuses()) {
                causes.add(new Attention(
                        Cause.valueOf(access.verdict().name()),
                        null,
                        task,
                        connection.refusedSince(task),
                        access.message()));
            }
        }
        return causes;
    }

    /** Outages that began later than that need nobody yet. */
    static Instant outageSince(Instant now) {
        return now.minus(OUTAGE_LASTS);
    }

    private static Attention ofState(Cause cause, ConnectionRow connection) {
        return new Attention(cause, connection.reason, null, connection.troubleSince(), connection.message);
    }
}
