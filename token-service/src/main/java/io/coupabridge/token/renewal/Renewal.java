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
import io.coupabridge.token.mint.TokenState;
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
        Optional<TokenState> token = renewable(tenant, task);
        if (token.isEmpty()) {
            return Optional.empty();
        }
        if (token.get().renewAt().isAfter(clock.instant())) {
            return token.map(TokenState::renewAt);
        }
        return afterwards(tenant, task, mint.mint(tenant, task, token.get().version()));
    }

    private Optional<TokenState> renewable(TenantId tenant, Task task) {
        return connections
                .find(tenant)
                .filter(c -> c.state == ConnectionState.ACTIVE || c.state == ConnectionState.DEGRADED)
                .filter(c -> c.access(task).verdict() == Verdict.GRANTED)
                .flatMap(c -> tokens.find(tenant, task))
                .filter(t -> t.issued() && t.published() && t.renewAt() != null);
    }

    private Optional<Instant> afterwards(TenantId tenant, Task task, MintResult result) {
        if (result instanceof MintResult.Available) {
            return renewable(tenant, task).map(TokenState::renewAt);
        }
        if (result instanceof MintResult.LeftAlone) {
            return Optional.empty();
        }
        if (result instanceof MintResult.Refused refused) {
            change(tenant, connection -> refused(connection, task, refused.grant()));
            return Optional.empty();
        }
        if (result instanceof MintResult.SecretUnreadable) {
            change(tenant, judgement::secretUnreadable);
            return Optional.empty();
        }
        if (result instanceof MintResult.Unavailable unavailable) {
            return Optional.of(unavailable(tenant, unavailable));
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
            case INVALID_SCOPE -> judgement.scopeMissing(connection, task, refused);
            // only the other scope tells whether it is the client or the scope
            case UNEXPLAINED -> verifications.join(connection, "RENEWAL");
        }
    }

    private Instant unavailable(TenantId tenant, MintResult.Unavailable unavailable) {
        Instant next = clock.instant()
                .plus(Waits.afterOutage(
                        unavailable.failures(), unavailable.grant().retryAfter()));
        if (unavailable.failures() >= FAILURES_TO_SAY_SO) {
            change(tenant, connection -> {
                judgement.outageAtRenewal(connection, unavailable.grant());
                connection.nextAttemptAt = next;
            });
        }
        return next;
    }

    private void change(TenantId tenant, Consumer<ConnectionRow> change) {
        connections.change(tenant, "RENEWAL", change);
    }
}
