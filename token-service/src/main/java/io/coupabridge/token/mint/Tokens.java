package io.coupabridge.token.mint;

import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.edge.trail.Detail;
import io.coupabridge.edge.trail.Trail;
import io.coupabridge.edge.trail.Who;
import io.coupabridge.secrets.KeyId;
import io.coupabridge.secrets.Secret;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.connection.ConnectionRow.DegradedBy;
import io.coupabridge.token.connection.Connections;
import io.coupabridge.token.credential.Credentials;
import io.coupabridge.token.grant.GrantResult;
import io.coupabridge.token.keyset.Keysets;
import io.coupabridge.token.mint.GrantCalls.Outcome;
import io.coupabridge.token.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The tokens: stored encrypted as they are published, with a version that counts up. A token is published when its task is
 * granted: at once when it replaces a published one, after verification when it is the first.
 */
@ApplicationScoped
public class Tokens {

    private final Connections connections;
    private final TokenRows rows;
    private final GrantCalls calls;
    private final Credentials credentials;
    private final Keysets keysets;
    private final Outbox outbox;
    private final Renewals renewals;
    private final Trail trail;
    private final InstantSource clock;

    Tokens(
            Connections connections,
            TokenRows rows,
            GrantCalls calls,
            Credentials credentials,
            Keysets keysets,
            Outbox outbox,
            Renewals renewals,
            Trail trail,
            InstantSource clock) {
        this.connections = connections;
        this.rows = rows;
        this.calls = calls;
        this.credentials = credentials;
        this.keysets = keysets;
        this.outbox = outbox;
        this.renewals = renewals;
        this.trail = trail;
        this.clock = clock;
    }

    /** The token of a tenant and task without the token itself; empty when there is none. */
    @Transactional
    public Optional<TokenState> find(TenantId tenant, Task task) {
        return rows.findByIdOptional(TokenRow.Key.of(tenant, task)).map(TokenState::of);
    }

    /**
     * The token itself.
     *
     * @throws io.coupabridge.secrets.UnsealException when it does not open
     */
    @Transactional
    public Optional<Secret> open(TenantId tenant, Task task, long version) {
        return rows.findByIdOptional(TokenRow.Key.of(tenant, task))
                .filter(row -> row.version == version && row.isIssued())
                .map(this::open);
    }

    /** Makes sure that what is due is also scheduled, as a wake-up can get lost on work that is just ending. */
    @Transactional
    public void scheduleOverdue(Duration late) {
        rows.overdue(clock.instant().minus(late))
                .forEach(row -> Task.find(row.task)
                        .ifPresent(task -> renewals.at(clock.instant(), new TenantId(row.tenant), task)));
    }

    /** How many published tokens should have been renewed longer ago than that. */
    @Transactional
    public long countLateRenewals(Duration late) {
        return rows.countOverdue(clock.instant().minus(late));
    }

    /**
     * Stores what was granted, unless the claim has lapsed and been taken or the credential has changed. Doing it twice is
     * doing it once.
     */
    @Transactional
    MintResult store(Claim claim, TokenTimes times, Secret token) {
        MintResult[] result = {new MintResult.Superseded()};
        connections.change(claim.tenant(), "RENEWAL", connection -> {
            TokenRow row = rows.current(claim.tenant(), claim.task());
            if (claim.isFulfilled(row)) {
                result[0] = new MintResult.Available(row.version);
            } else if (claim.isOf(connection, row)) {
                replace(row, connection, times, token);
                claim.tasks().stream()
                        .filter(task -> !task.equals(claim.task()) && connection.wants(task))
                        .filter(task -> !connection.access(task).verdict().refuses())
                        .forEach(task -> replaceToo(connection, task, times, token));
                // with the primary key, so that an older one is out of use a day after a rotation
                credentials.keep(connection, claim.secret());
                recovered(connection);
                result[0] = new MintResult.Available(row.version);
            }
        });
        calls.end(claim.callId(), Outcome.GRANTED);
        return result[0];
    }

    /** Gives the claim back after a grant that Coupa refused. Doing it twice is doing it once. */
    @Transactional
    MintResult refused(Claim claim, GrantResult.Refused refused) {
        Optional<TokenRow> released = release(claim, 0);
        released.ifPresent(row -> notGranted(row, refused.refusal()));
        calls.end(claim.callId(), Outcome.of(refused.refusal()));
        return released.<MintResult>map(row -> new MintResult.Refused(refused)).orElseGet(MintResult.Superseded::new);
    }

    /** Gives the claim back after a grant that brought nothing. Doing it twice is doing it once. */
    @Transactional
    MintResult unavailable(Claim claim, GrantResult.Unavailable unavailable) {
        Optional<TokenRow> released = release(claim, 1);
        // the first of an outage: it is asked again until it is over
        released.filter(row -> row.failures == 1).ifPresent(row -> notGranted(row, unavailable.outage()));
        calls.end(claim.callId(), Outcome.of(unavailable.outage()));
        return released.<MintResult>map(row -> new MintResult.Unavailable(unavailable, row.failures))
                .orElseGet(MintResult.Superseded::new);
    }

    private Optional<TokenRow> release(Claim claim, int failures) {
        ConnectionRow connection = connections.lock(claim.tenant()).orElseThrow();
        TokenRow row = rows.current(claim.tenant(), claim.task());
        if (!claim.isOf(connection, row)) {
            return Optional.empty();
        }
        if (row.claimedUntil != null) {
            row.claimedUntil = null;
            row.failures += failures;
        }
        return Optional.of(row);
    }

    private void notGranted(TokenRow row, Enum<?> why) {
        trail.appendFailed(
                new TenantId(row.tenant),
                Who.SERVICE,
                "TOKEN_NOT_GRANTED",
                Detail.of("task", row.task).with("why", why));
    }

    /** Gives the claim back unused. */
    @Transactional
    void withdraw(Claim claim) {
        ConnectionRow connection = connections.lock(claim.tenant()).orElseThrow();
        TokenRow row = rows.current(claim.tenant(), claim.task());
        if (claim.isOf(connection, row)) {
            row.claimedUntil = null;
        }
        calls.withdraw(claim.callId());
    }

    /** Publishes a task's token if that has not been done; the caller holds the connection's lock. */
    @Transactional(TxType.MANDATORY)
    public void publish(ConnectionRow connection, Task task) {
        TokenRow row = rows.current(connection.tenantId(), task);
        if (row.isIssued() && row.credentialVersion == connection.credentialVersion && !row.published) {
            row.published = true;
            announce(row, connection);
        }
    }

    /** Publishes again what was published of every task's token; the caller holds the connection's lock. */
    @Transactional(TxType.MANDATORY)
    public void publishAgain(ConnectionRow connection) {
        for (Task task : Task.all()) {
            TokenRow row = rows.current(connection.tenantId(), task);
            if (row.published) {
                outbox.add(
                        row.isIssued() ? row.issued(connection.requestCeiling) : row.revoked(connection.requestCeiling),
                        clock.instant());
            }
        }
    }

    /** Takes the token of a task back that Coupa refuses; the caller holds the connection's lock. */
    @Transactional(TxType.MANDATORY)
    public void refuse(ConnectionRow connection, Task task) {
        calls.taskRefused(connection.tenantId(), task);
        revoke(connection, task);
    }

    /**
     * Takes a task's token back for good and says so, if anybody has ever seen one; the caller holds the connection's
     * lock.
     */
    @Transactional(TxType.MANDATORY)
    public void revoke(ConnectionRow connection, Task task) {
        TokenRow row = rows.current(connection.tenantId(), task);
        boolean seen = row.isIssued();
        row.claimEpoch++;
        row.claimedUntil = null;
        row.failures = 0;
        row.renewAt = null;
        if (seen) {
            replaceShared(connection, row);
            row.version++;
            row.status = TokenRow.Status.REVOKED;
            row.sealedToken = null;
            row.published = true;
            row.connectionVersion = connection.version;
            TokenEvent event = row.revoked(connection.requestCeiling);
            outbox.add(event, clock.instant());
            write(row, "TOKEN_REVOKED");
        }
    }

    /** Forgets where the tenant's tokens, which are taken back, were of use; the caller holds the connection's lock. */
    @Transactional(TxType.MANDATORY)
    public void forget(ConnectionRow connection) {
        for (Task task : Task.all()) {
            rows.current(connection.tenantId(), task).baseUrl = null;
        }
    }

    /** Tasks that share the token get another: theirs is to let them read no more than the rest of them may. */
    private void replaceShared(ConnectionRow connection, TokenRow revoked) {
        connection.wanted().stream()
                .filter(other -> !other.equals(revoked.task()))
                .map(other -> rows.current(connection.tenantId(), other))
                .filter(other -> other.isIssued() && other.usableFrom.equals(revoked.usableFrom))
                .forEach(other -> renewNow(connection, other.task()));
    }

    /** Whether that version is the one that readers have. */
    @Transactional(TxType.MANDATORY)
    public boolean isCurrent(ConnectionRow connection, Task task, long version) {
        TokenRow row = rows.current(connection.tenantId(), task);
        return row.version == version && row.isIssued() && row.published;
    }

    /** Whether another task's token was granted after this one's, and after that. */
    @Transactional(TxType.MANDATORY)
    public boolean siblingIsNewer(ConnectionRow connection, Task task, Instant since) {
        TokenRow row = rows.current(connection.tenantId(), task);
        Instant later = row.usableFrom.isAfter(since) ? row.usableFrom : since;
        return connection.wanted().stream()
                .filter(other -> !other.equals(task))
                .map(other -> rows.current(connection.tenantId(), other))
                .anyMatch(other -> other.isIssued() && other.usableFrom.isAfter(later));
    }

    /** Whether there is a newer version than that, with a token or without. */
    @Transactional(TxType.MANDATORY)
    public boolean isReplaced(ConnectionRow connection, Task task, long version) {
        return rows.current(connection.tenantId(), task).version > version;
    }

    /**
     * The token that readers have, if it is of that version.
     *
     * @throws io.coupabridge.secrets.UnsealException when it does not open
     */
    @Transactional(TxType.MANDATORY)
    public Optional<Secret> current(ConnectionRow connection, Task task, long version) {
        return isCurrent(connection, task, version)
                ? Optional.of(open(rows.current(connection.tenantId(), task)))
                : Optional.empty();
    }

    /** Makes the renewal of a task's token due now; the caller holds the connection's lock. */
    @Transactional(TxType.MANDATORY)
    public void renewNow(ConnectionRow connection, Task task) {
        TokenRow row = rows.current(connection.tenantId(), task);
        row.renewAt = clock.instant();
        renewals.at(row.renewAt, connection.tenantId(), task);
    }

    /**
     * Seals a task's token with the primary key if another one has sealed it, and publishes it again if readers have it; the
     * caller holds the connection's lock.
     *
     * @return whether that was so
     * @throws io.coupabridge.secrets.UnsealException when it does not open; it stays as it is
     */
    @Transactional(TxType.MANDATORY)
    public boolean reseal(ConnectionRow connection, Task task) {
        TokenRow row = rows.current(connection.tenantId(), task);
        OptionalLong key = row.isIssued() ? KeyId.of(row.sealedToken) : OptionalLong.empty();
        boolean old = row.isIssued()
                && (key.isEmpty()
                        || key.getAsLong() != keysets.tokens(task).keyset().primary());
        if (old) {
            TokenEvent token = row.issued(connection.requestCeiling);
            row.sealedToken = keysets.tokens(task).seal(open(row), token.associatedData());
            if (row.published) {
                outbox.add(row.issued(connection.requestCeiling), clock.instant());
            }
        }
        return old;
    }

    private Secret open(TokenRow row) {
        return keysets.tokens(row.task()).open(row.sealedToken, row.issued(1).associatedData());
    }

    private void replace(TokenRow row, ConnectionRow connection, TokenTimes times, Secret token) {
        row.version++;
        row.status = TokenRow.Status.ISSUED;
        row.connectionVersion = connection.version;
        row.credentialVersion = connection.credentialVersion;
        row.baseUrl = connection.baseUrl;
        row.usableFrom = times.usableFrom();
        row.expiresAt = times.expiresAt();
        row.renewAt = times.renewAt();
        row.failures = 0;
        row.claimedUntil = null;
        row.sealedToken = keysets.tokens(row.task())
                .seal(token, row.issued(connection.requestCeiling).associatedData());
        write(row, "TOKEN_GRANTED");
        row.published = connection.access(row.task()).verdict() == Verdict.GRANTED;
        if (row.published) {
            announce(row, connection);
        }
    }

    private void write(TokenRow row, String action) {
        trail.append(
                new TenantId(row.tenant),
                Who.SERVICE,
                action,
                Detail.of("task", row.task).with("tokenVersion", row.version));
    }

    /** The same token for a task that shares it, whoever was about to replace its old one. */
    private void replaceToo(ConnectionRow connection, Task task, TokenTimes times, Secret token) {
        TokenRow row = rows.current(connection.tenantId(), task);
        row.claimEpoch++;
        replace(row, connection, times, token);
    }

    private void announce(TokenRow row, ConnectionRow connection) {
        outbox.add(row.issued(connection.requestCeiling), clock.instant());
        renewals.at(row.renewAt, connection.tenantId(), row.task());
    }

    /** Renewals end the outage that renewals have met; one that verification has met is ended by verification. */
    @Transactional(TxType.MANDATORY)
    public void recovered(ConnectionRow connection) {
        if (connection.state == ConnectionState.DEGRADED
                && connection.degradedBy == DegradedBy.RENEWAL
                && !rows.anyFailing(connection.tenantId())) {
            connection.enter(
                    ConnectionState.ACTIVE, null, "Coupa accepts the client, and its token endpoint works again.");
            connection.nextAttemptAt = null;
        }
    }
}
