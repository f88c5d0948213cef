package io.coupabridge.token.mint;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.secrets.Secret;
import io.coupabridge.secrets.UnsealException;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.connection.ConnectionRow.CredentialKind;
import io.coupabridge.token.connection.Connections;
import io.coupabridge.token.credential.Credentials;
import io.coupabridge.token.grant.GrantConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Hands out the right to replace a token: to one replica at a time, and only while the token is still the one that its
 * reader wants replaced. A claim lapses by itself, and its epoch fences out whoever comes back too late.
 */
@ApplicationScoped
class Claims {

    private static final Duration ENOUGH_LIFE = Duration.ofSeconds(2);

    private final Connections connections;
    private final TokenRows tokens;
    private final Credentials credentials;
    private final GrantCalls calls;
    private final GrantConfig config;
    private final InstantSource clock;

    Claims(
            Connections connections,
            TokenRows tokens,
            Credentials credentials,
            GrantCalls calls,
            GrantConfig config,
            InstantSource clock) {
        this.connections = connections;
        this.tokens = tokens;
        this.credentials = credentials;
        this.calls = calls;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Looks and claims under one lock: whoever looked before would take a token that comes in between for the old one.
     *
     * @param newerThan the version that is not wanted any more; 0 where there is none
     */
    @Transactional
    ClaimResult claim(TenantId tenant, Task task, long newerThan) {
        Optional<ConnectionRow> connection =
                connections.lock(tenant).filter(c -> c.credentialKind == CredentialKind.OAUTH2_CLIENT && c.wants(task));
        if (connection.isEmpty()) {
            return new ClaimResult.Not(new MintResult.Superseded());
        }
        List<Task> together = connection.get().together(task);
        TokenRow wanted = tokens.current(tenant, task);
        // those who share a token share the claim too
        TokenRow claimed = together.get(0).equals(task) ? wanted : tokens.current(tenant, together.get(0));
        Optional<MintResult> obstacle = obstacle(connection.get(), wanted, claimed, newerThan);
        if (obstacle.isPresent()) {
            return new ClaimResult.Not(obstacle.get());
        }
        return take(connection.get(), claimed, together);
    }

    /** Makes a claim last longer; false when it has passed to another replica or another credential, or is used. */
    @Transactional
    boolean extend(Claim claim) {
        return tokens.extend(claim, clock.instant().plus(config.claim()));
    }

    /** How long a claim lasts unless it is extended. */
    Duration length() {
        return config.claim();
    }

    private Optional<MintResult> obstacle(ConnectionRow connection, TokenRow row, TokenRow claimed, long newerThan) {
        Instant now = clock.instant();
        if (row.version > newerThan
                && row.isIssued()
                && row.credentialVersion == connection.credentialVersion
                && row.expiresAt.isAfter(now.plus(ENOUGH_LIFE))) {
            return Optional.of(new MintResult.Available(row.version));
        }
        if (claimed.claimedUntil != null && claimed.claimedUntil.isAfter(now)) {
            return Optional.of(new MintResult.Busy(claimed.claimedUntil));
        }
        return Optional.empty();
    }

    private ClaimResult take(ConnectionRow connection, TokenRow row, List<Task> together) {
        try {
            Secret secret = credentials.open(connection);
            Optional<Instant> leftAlone = calls.leftAloneUntil(connection, secret);
            return leftAlone.isPresent()
                    ? new ClaimResult.Not(new MintResult.LeftAlone(leftAlone.get()))
                    : new ClaimResult.Claimed(claim(connection, row, together, secret));
        } catch (UnsealException e) {
            return new ClaimResult.Not(
                    credentials.lacksKey(connection) ? new MintResult.KeyMissing() : new MintResult.SecretUnreadable());
        }
    }

    private Claim claim(ConnectionRow connection, TokenRow row, List<Task> together, Secret secret) {
        row.claimEpoch++;
        row.claimedUntil = clock.instant().plus(config.claim());
        return new Claim(
                connection.tenantId(),
                row.task(),
                together,
                row.claimEpoch,
                row.version,
                connection.credentialVersion,
                connection.address(),
                connection.clientId,
                secret,
                connection.requestCeiling,
                calls.begin(connection, row.task(), secret));
    }
}
