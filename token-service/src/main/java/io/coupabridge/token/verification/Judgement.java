package io.coupabridge.token.verification;

import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.contracts.TokenRejected;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.connection.ConnectionRow.DegradedBy;
import io.coupabridge.token.grant.GrantResult;
import io.coupabridge.token.mint.Tokens;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;

/**
 * What Coupa's answers make of a connection, whoever asked. Each method runs inside a change of the connection. A state
 * that is confirmed keeps its words, so that a trouble that lasts is one event and not one per attempt.
 */
@ApplicationScoped
public class Judgement {

    private final Tokens tokens;
    private final Verifications verifications;
    private final InstantSource clock;

    Judgement(Tokens tokens, Verifications verifications, InstantSource clock) {
        this.tokens = tokens;
        this.verifications = verifications;
        this.clock = clock;
    }

    /** Coupa does not accept the credential: it is left alone from here on (promise 8). */
    void dead(ConnectionRow connection, GrantResult.Refused refused) {
        String reason = switch (refused.refusal()) {
            case GRANT_NOT_ALLOWED, INVALID_REQUEST -> "GRANT_NOT_ALLOWED";
            case INVALID_CLIENT, INVALID_SCOPE, UNEXPLAINED -> "INVALID_CLIENT";
        };
        if (connection.deadSince == null) {
            connection.deadSince = clock.instant();
        }
        enter(
                connection,
                ConnectionState.REAUTHORIZATION_REQUIRED,
                reason,
                VerificationMessages.refused(refused.refusal(), refused.seen()));
    }

    /** As {@link #dead}, met outside a verification: the four later looks are planned. */
    public void deadAtRenewal(ConnectionRow connection, GrantResult.Refused refused) {
        dead(connection, refused);
        planProbe(connection);
    }

    /** As {@link #leftAlone}, met outside a verification. */
    public void leftAloneAtRenewal(ConnectionRow connection) {
        leftAlone(connection);
        planProbe(connection);
    }

    /** The credential has had its calls for now; what they brought may have got lost. */
    void leftAlone(ConnectionRow connection) {
        if (connection.state != ConnectionState.REAUTHORIZATION_REQUIRED) {
            connection.deadSince = clock.instant();
            enter(
                    connection,
                    ConnectionState.REAUTHORIZATION_REQUIRED,
                    "INVALID_CLIENT",
                    VerificationMessages.LEFT_ALONE);
        }
    }

    /** The stored secret does not open any more; only a new one helps. */
    public void secretUnreadable(ConnectionRow connection) {
        enter(
                connection,
                ConnectionState.REAUTHORIZATION_REQUIRED,
                "SECRET_UNREADABLE",
                VerificationMessages.SECRET_UNREADABLE);
        connection.nextAttemptAt = null;
    }

    /** The client has lost, or never had, the task's scope; the other task goes on. */
    public void scopeMissing(ConnectionRow connection, Task task, GrantResult.Refused refused) {
        refused(connection, task, VerificationMessages.scopeMissing(task, refused.seen()));
    }

    /** Coupa took back every token of the task within the hour. */
    public void rejectedTooOften(ConnectionRow connection, Task task, int times) {
        refused(connection, task, VerificationMessages.rejectedTooOften(task, times));
    }

    /** A run met with the task's token that Coupa refuses the task something. */
    public void refusedToARun(ConnectionRow connection, Task task, TokenRejected.Finding finding) {
        refused(
                connection,
                task,
                finding == TokenRejected.Finding.SCOPE_MISSING
                        ? VerificationMessages.scopeMissing(task, "a run was told insufficient_scope")
                        : VerificationMessages.forbidden(task, "Coupa refused a run the data that it asked for."));
    }

    private void refused(ConnectionRow connection, Task task, TaskAccess refusal) {
        connection.access(task, refusal, clock.instant());
        tokens.refuse(connection, task);
        describeActive(connection);
    }

    /** Coupa's token endpoint could not be asked for a renewal. A dead connection stays dead: an outage proves nothing. */
    public void outageAtRenewal(ConnectionRow connection, GrantResult.Unavailable outage) {
        if (connection.state == ConnectionState.ACTIVE) {
            degraded(
                    connection,
                    DegradedBy.RENEWAL,
                    outage.outage().name(),
                    VerificationMessages.outage(
                            outage.outage(), connection.address().host(), outage.seen()));
        }
    }

    /** Coupa or its token endpoint does not work; valid tokens go on working. */
    void degraded(ConnectionRow connection, DegradedBy by, String reason, String message) {
        enter(connection, ConnectionState.DEGRADED, reason, message);
        connection.degradedBy = by;
    }

    /** Coupa accepts the credential, and every task has its finding. */
    void active(ConnectionRow connection) {
        connection.enter(ConnectionState.ACTIVE, null, activeMessage(connection));
        connection.nextAttemptAt = null;
    }

    /** The tenant wants other tasks than before: that may be all that was missing. */
    public void tasksChanged(ConnectionRow connection) {
        describeActive(connection);
    }

    private void planProbe(ConnectionRow connection) {
        Waits.nextProbe(connection.deadSince, clock.instant())
                .ifPresent(due -> verifications.plan(connection, "PROBE", due));
    }

    private void describeActive(ConnectionRow connection) {
        if (connection.state == ConnectionState.ACTIVE) {
            connection.message = activeMessage(connection);
        }
    }

    private static String activeMessage(ConnectionRow connection) {
        for (Task task : connection.wanted()) {
            if (connection.access(task).verdict() != Verdict.GRANTED) {
                return VerificationMessages.SOME_GRANTED;
            }
        }
        return VerificationMessages.ALL_GRANTED;
    }

    private static void enter(ConnectionRow connection, ConnectionState state, String reason, String message) {
        if (connection.state != state || !reason.equals(connection.reason)) {
            connection.enter(state, reason, message);
        }
    }
}
