package io.coupabridge.console.schedule;

import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess.Verdict;
import java.util.Optional;

/** Why nothing is sent although a schedule would say so. */
public enum PausedBecause {
    /** The tenant does not want the task. */
    NOT_WANTED("The tenant does not want this task."),
    /** The connection is stored and not proven yet. */
    CONNECTION_PENDING("The connection is not verified yet."),
    /** Coupa does not accept the credential. */
    REAUTHORIZATION_REQUIRED("Coupa does not accept the credential. The tenant has to be reauthorized."),
    /** The connection is deleted. */
    DISCONNECTED("The connection is deleted."),
    /** The connection is in a state that only a newer version knows. */
    CONNECTION_UNKNOWN("The connection is in a state that this version of the console does not know."),
    /** The OAuth2 client in Coupa lacks the scope. */
    SCOPE_MISSING("The scope of this task is missing in Coupa."),
    /** Coupa gave the token and refused the call. */
    FORBIDDEN("Coupa refuses what this task asks for."),
    /** Nobody knows yet whether the task may run. */
    NOT_VERIFIED("It is not known yet whether Coupa grants this task."),
    /** An earlier run has not begun, as one without a usable token. A further command would only wait behind it. */
    EARLIER_RUN_WAITS("An earlier run of this task waits to begin."),
    /** Another version has set it, or its time zone is unknown here. */
    SCHEDULE_UNREADABLE("This version of the console cannot read the schedule. Save it again, or update the console.");

    private final String message;

    PausedBecause(String message) {
        this.message = message;
    }

    /** One sentence for people. */
    public String message() {
        return message;
    }

    /** Empty when the connection works and grants the task. */
    static Optional<PausedBecause> of(ConnectionEvent connection, Task task) {
        Verdict verdict = connection.access(task).verdict();
        if (verdict == Verdict.NOT_WANTED) {
            return Optional.of(NOT_WANTED);
        }
        return switch (connection.state()) {
            case ACTIVE, DEGRADED -> of(verdict == null ? Verdict.UNKNOWN : verdict);
            case PENDING -> Optional.of(CONNECTION_PENDING);
            case REAUTHORIZATION_REQUIRED -> Optional.of(REAUTHORIZATION_REQUIRED);
            case DISCONNECTED -> Optional.of(DISCONNECTED);
            case UNKNOWN -> Optional.of(CONNECTION_UNKNOWN);
        };
    }

    private static Optional<PausedBecause> of(Verdict verdict) {
        return switch (verdict) {
            case GRANTED -> Optional.empty();
            case NOT_WANTED -> Optional.of(NOT_WANTED);
            case SCOPE_MISSING -> Optional.of(SCOPE_MISSING);
            case FORBIDDEN -> Optional.of(FORBIDDEN);
            case UNKNOWN -> Optional.of(NOT_VERIFIED);
        };
    }
}
