package io.coupabridge.token.renewal;

import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.connection.Connections;
import io.coupabridge.token.grant.GrantResult;
import io.coupabridge.token.mint.MintResult;
import io.coupabridge.token.mint.TokenMint;
import io.coupabridge.token.mint.Tokens;
import io.coupabridge.token.verification.Judgement;
import io.coupabridge.token.verification.Verifications;
import io.coupabridge.token.verification.Waits;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Renews one token: off every request path, while the old one goes on working. Whether a renewal is due stands in the
 * token's row alone, so that waking up too often or too late does no harm.
 */
@Singleton
class Renewal {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final int FAILURES_TO_SAY_SO = 2;

    private final Connections connections;
    private final Tokens tokens;
    private final TokenMint mint;
    private final Judgement judgement;
    private final Verifications verifications;
    private final InstantSource clock;

    Renewal(
            Connections connections,
            Tokens tokens,
            TokenMint mint,
            Judgement judgement,
            Verifications verifications,
            InstantSource clock) {
        this.connections = connections;
        this.tokens = tokens;
        this.mint = mint;
        this.judgement = judgement;
        this.verifications = verifications;
        this.clock = clock;
    }

    /** Returns when to look again; nothing when this token is not renewed any more. */
    Optional<Instant> renew(TenantId tenant, Task task) throws InterruptedException {
        Optional<Due> due = renewable(tenant, task);
        if (due.isEmpty()) {
            return Optional.empty();
        }
        if (due.get().at().isAfter(clock.instant())) {
            return due.map(Due::at);
        }
        return afterwards(due.get(), mint.mint(tenant, task, due.get().version()));
    }

    Optional<Due> renewable(TenantId tenant, Task task) {
        return connections
                .find(tenant)
                .filter(c -> c.state == ConnectionState.ACTIVE || c.state == ConnectionState.DEGRADED)
                .filter(c -> c.access(task).verdict() == Verdict.GRANTED)
                .flatMap(c -> tokens.find(tenant, task)
                        .filter(t -> t.issued() && t.published() && t.renewAt() != null)
                        .map(t -> new Due(tenant, task, t.version(), c.credentialVersion, t.renewAt())));
    }

    Optional<Instant> afterwards(Due due, MintResult result) {
        if (result instanceof MintResult.Available) {
            return renewable(due.tenant(), due.task()).map(Due::at);
        }
        if (result instanceof MintResult.LeftAlone) {
            return unlessOutdated(due, judgement::leftAloneAtRenewal);
        }
        if (result instanceof MintResult.Refused refused) {
            return unlessOutdated(due, connection -> refused(connection, due.task(), refused.grant()));
        }
        if (result instanceof MintResult.SecretUnreadable) {
            return unlessOutdated(due, judgement::secretUnreadable);
        }
        if (result instanceof MintResult.Unavailable unavailable) {
            return Optional.of(unavailable(due, unavailable));
        }
        if (result instanceof MintResult.KeyMissing) {
            return Optional.of(clock.instant().plus(MintResult.KeyMissing.RETRY_IN));
        }
        // somebody else is at it, the connection has changed meanwhile, or the budget had no slot
        Duration wait = result instanceof MintResult.NoBudget noBudget
                        && noBudget.retryIn().compareTo(LOOK_AGAIN) > 0
                ? noBudget.retryIn()
                : LOOK_AGAIN;
        return Optional.of(clock.instant().plus(wait));
    }

    private void refused(ConnectionRow connection, Task task, GrantResult.Refused refused) {
        switch (refused.refusal()) {
            case INVALID_CLIENT, GRANT_NOT_ALLOWED -> judgement.deadAtRenewal(connection, refused);
            case INVALID_SCOPE -> {
                if (connection.together(task).size() > 1) {
                    // one of them is missing
                    verifications.join(connection, "RENEWAL");
                } else {
                    judgement.scopeMissing(connection, task, refused);
                }
            }
            // only the other scope tells whether it is the client or the scope
            case UNEXPLAINED, INVALID_REQUEST -> verifications.join(connection, "RENEWAL");
        }
    }

    private Instant unavailable(Due due, MintResult.Unavailable unavailable) {
        Instant next = clock.instant()
                .plus(Waits.afterOutage(
                        unavailable.failures(), unavailable.grant().retryAfter()));
        if (unavailable.failures() >= FAILURES_TO_SAY_SO) {
            unlessOutdated(due, connection -> {
                judgement.outageAtRenewal(connection, unavailable.grant());
                connection.nextAttemptAt = next;
            });
        }
        return next;
    }

    /**
     * What Coupa said of one credential, or of the successor of one token, says nothing of what has replaced it meanwhile.
     * Returns when to look again in that case.
     */
    private Optional<Instant> unlessOutdated(Due due, Consumer<ConnectionRow> verdict) {
        boolean[] applied = new boolean[1];
        connections.change(due.tenant(), "RENEWAL", connection -> {
            if (connection.credentialVersion == due.credentialVersion()
                    && tokens.isCurrent(connection, due.task(), due.version())) {
                verdict.accept(connection);
                applied[0] = true;
            }
        });
        return applied[0] ? Optional.empty() : Optional.of(clock.instant().plus(LOOK_AGAIN));
    }

    /**
     * A token to be renewed.
     *
     * @param version of the token
     * @param credentialVersion of the connection's credential, with which it is to be renewed
     */
    record Due(TenantId tenant, Task task, long version, long credentialVersion, Instant at) {}
}
