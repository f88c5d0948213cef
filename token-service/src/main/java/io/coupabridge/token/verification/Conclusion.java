package io.coupabridge.token.verification;

import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.connection.ConnectionRow.DegradedBy;
import io.coupabridge.token.connection.Connections;
import io.coupabridge.token.credential.Credentials;
import io.coupabridge.token.grant.GrantResult;
import io.coupabridge.token.link.ConnectLinks;
import io.coupabridge.token.mint.TokenState;
import io.coupabridge.token.mint.Tokens;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Ends a verification: its verdict, the tokens that come or go with it, and when it is looked at again. */
@ApplicationScoped
class Conclusion {

    private final Connections connections;
    private final Judgement judgement;
    private final Tokens tokens;
    private final Credentials credentials;
    private final Verifications verifications;
    private final ConnectLinks links;
    private final InstantSource clock;

    Conclusion(
            Connections connections,
            Judgement judgement,
            Tokens tokens,
            Credentials credentials,
            Verifications verifications,
            ConnectLinks links,
            InstantSource clock) {
        this.connections = connections;
        this.judgement = judgement;
        this.tokens = tokens;
        this.credentials = credentials;
        this.verifications = verifications;
        this.links = links;
        this.clock = clock;
    }

    /** Coupa accepts the credential and every task has its finding. */
    @Transactional
    void active(TenantId tenant, VerificationData data) {
        end(tenant, data, connection -> {
            // before the trail, as its rows are locked
            links.accepted(tenant, connection.credentialVersion);
            settle(connection, data);
            judgement.active(connection);
            connection.verifiedAt = clock.instant();
            if (connection.wanted().stream().anyMatch(task -> isOpen(connection, task))) {
                verifications.begin(connection, "TASKS_CHOSEN");
            }
        });
    }

    /**
     * From now on these tasks share one token, or none do. Returns how it goes on: with a new token for each of them.
     */
    @Transactional
    VerificationData together(TenantId tenant, VerificationData data, Set<Task> tasks) {
        connections.change(tenant, data.cause(), connection -> {
            if (connection.verification == data.number()) {
                connection.share(tasks);
                // what refused them is over, as this verification has found
                tasks.stream()
                        .filter(task -> connection.access(task).verdict().refuses())
                        .forEach(task -> connection.access(task, TaskAccess.notVerified(), clock.instant()));
            }
        });
        VerificationData next = tasks.isEmpty() ? data : data.together();
        for (Task task : tasks) {
            next = next.anew(
                    task, tokens.find(tenant, task).map(TokenState::version).orElse(0L));
        }
        return next;
    }

    /** Coupa refuses the credential. Returns when to look again, if at all. */
    @Transactional
    Optional<Next> dead(TenantId tenant, VerificationData data, GrantResult.Refused refused) {
        end(tenant, data, connection -> {
            judgement.dead(connection, refused);
            connection.verifiedAt = clock.instant();
        });
        return leftAlone(tenant, data);
    }

    /** The credential is dead, whatever else is known of it. Returns when to look again, if at all. */
    @Transactional
    Optional<Next> leftAlone(TenantId tenant, VerificationData data) {
        Next[] next = new Next[1];
        end(tenant, data, connection -> {
            judgement.leftAlone(connection);
            Optional<Instant> probe =
                    Optional.ofNullable(connection.deadSince).flatMap(since -> Waits.nextProbe(since, clock.instant()));
            connection.nextAttemptAt = probe.orElse(null);
            probe.ifPresent(at -> next[0] = new Next(at, data.again("PROBE", at)));
        });
        return Optional.ofNullable(next[0]);
    }

    /** The stored secret does not open. */
    @Transactional
    void secretUnreadable(TenantId tenant, VerificationData data) {
        end(tenant, data, judgement::secretUnreadable);
    }

    /** What Coupa says to an API key is the last that is heard of it. */
    @Transactional
    void apiKeyAnswered(TenantId tenant, VerificationData data, String reason, String message) {
        end(tenant, data, connection -> {
            connection.enter(ConnectionState.REAUTHORIZATION_REQUIRED, reason, message);
            credentials.erase(connection);
            connection.verifiedAt = clock.instant();
            connection.nextAttemptAt = null;
        });
    }

    /** Coupa could not be asked for everything. Returns when to go on; a dead credential waits for its next look. */
    @Transactional
    Optional<Next> outage(TenantId tenant, VerificationData data, CheckResult.Outage outage) {
        Instant retryAt = clock.instant().plus(Waits.afterOutage(data.failures() + 1, outage.retryAfter()));
        Next[] next = new Next[1];
        end(tenant, data, connection -> {
            if (connection.state == ConnectionState.REAUTHORIZATION_REQUIRED) {
                return;
            }
            settle(connection, data);
            for (Task task : connection.wanted()) {
                if (connection.access(task).verdict() == Verdict.UNKNOWN) {
                    connection.access(task, VerificationMessages.unknown(outage.message()), clock.instant());
                }
            }
            judgement.degraded(connection, DegradedBy.VERIFICATION, outage.reason(), outage.message());
            connection.nextAttemptAt = retryAt;
            next[0] = new Next(retryAt, data.failedOnce().again("RECOVERY", retryAt));
        });
        return next[0] == null ? leftAlone(tenant, data) : Optional.of(next[0]);
    }

    /** Its tenant chose it, perhaps again, while Coupa was asked: there is no finding, or no token that goes with it. */
    private boolean isOpen(ConnectionRow connection, Task task) {
        Verdict verdict = connection.access(task).verdict();
        return verdict == Verdict.UNKNOWN
                || (verdict == Verdict.GRANTED
                        && tokens.find(connection.tenantId(), task)
                                .filter(token -> TaskTokens.isOf(connection, token))
                                .isEmpty());
    }

    private void settle(ConnectionRow connection, VerificationData data) {
        data.findings().forEach((task, access) -> settle(connection, task, access));
    }

    private void settle(ConnectionRow connection, Task task, TaskAccess access) {
        if (!connection.wants(task)) {
            // the tenant chose otherwise while Coupa was asked
            return;
        }
        connection.access(task, access, clock.instant());
        if (access.verdict() == Verdict.GRANTED) {
            tokens.publish(connection, task);
        } else {
            tokens.refuse(connection, task);
        }
    }

    /** Does nothing when a newer verification has taken over. */
    private void end(TenantId tenant, VerificationData data, Consumer<ConnectionRow> verdict) {
        connections.change(tenant, data.cause(), connection -> {
            if (connection.verification == data.number()) {
                connection.verificationEnded = data.number();
                verdict.accept(connection);
            }
        });
    }
}
