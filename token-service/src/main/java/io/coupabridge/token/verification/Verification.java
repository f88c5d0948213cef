package io.coupabridge.token.verification;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.secrets.Secret;
import io.coupabridge.secrets.UnsealException;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.connection.ConnectionRow.CredentialKind;
import io.coupabridge.token.connection.Connections;
import io.coupabridge.token.mint.TokenConfig;
import io.coupabridge.token.mint.TokenState;
import io.coupabridge.token.mint.Tokens;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Proves a connection: for each task a token, the rest that Coupa asks for, one real call per list; then whether the first
 * tokens still live, and a verdict. It works in steps; between two of them it holds no thread, and a crash costs it no more than one step.
 */
@Singleton
class Verification {

    private static final Logger LOG = Logger.getLogger(Verification.class);
    private static final int QUICK_RETRIES = 1;
    static final int TOO_EARLY = 2;
    private static final Duration QUICK = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final Duration YOUNG = Duration.ofSeconds(30);
    static final Duration SHORTEST_WAIT = Duration.ofMillis(200);

    private final Connections connections;
    private final TaskTokens taskTokens;
    private final Tokens tokens;
    private final ApiCheck api;
    private final Siblings siblings;
    private final ApiKeyVerification apiKeys;
    private final Conclusion conclusion;
    private final TokenConfig config;
    private final InstantSource clock;

    Verification(
            Connections connections,
            TaskTokens taskTokens,
            Tokens tokens,
            ApiCheck api,
            Siblings siblings,
            ApiKeyVerification apiKeys,
            Conclusion conclusion,
            TokenConfig config,
            InstantSource clock) {
        this.connections = connections;
        this.taskTokens = taskTokens;
        this.tokens = tokens;
        this.api = api;
        this.siblings = siblings;
        this.apiKeys = apiKeys;
        this.conclusion = conclusion;
        this.config = config;
        this.clock = clock;
    }

    /** Goes as far as it can now; returns when to go on, or nothing when there is no more to do. */
    Optional<Next> goOn(TenantId tenant, VerificationData data) throws InterruptedException {
        Optional<ConnectionRow> connection = connections.find(tenant).filter(c -> c.verification == data.number());
        if (connection.isEmpty() || connection.get().credentialKind == CredentialKind.NONE) {
            return Optional.empty();
        }
        Step step = connection.get().credentialKind == CredentialKind.API_KEY
                ? apiKeys.verify(connection.get(), data)
                : verify(connection.get(), data);
        return next(tenant, step);
    }

    private Step verify(ConnectionRow connection, VerificationData data) throws InterruptedException {
        Step step = taskTokens.get(connection, data);
        while (step instanceof Step.Ready ready) {
            Instant rested = ready.token().usableFrom();
            if (clock.instant().isBefore(rested)) {
                return new Step.Later(rested, ready.data());
            }
            Step checked = check(connection, ready);
            if (!(checked instanceof Step.Settled settled)) {
                return checked;
            }
            step = taskTokens.get(connection, settled.data());
        }
        return step instanceof Step.Settled settled ? siblings.check(connection, settled.data()) : step;
    }

    private Step check(ConnectionRow connection, Step.Ready ready) throws InterruptedException {
        VerificationData data = ready.data();
        Task task = ready.task();
        long version = ready.token().version();
        Optional<Secret> token;
        try {
            token = tokens.open(connection.tenantId(), task, version);
        } catch (UnsealException e) {
            LOG.errorf(
                    "The stored token of %s for %s, version %d, does not open; another is fetched.",
                    connection.tenant, task, version);
            return new Step.Later(clock.instant().plus(SHORTEST_WAIT), data.newerThan(task, version));
        }
        if (token.isEmpty()) {
            return new Step.Later(clock.instant().plus(SHORTEST_WAIT), data);
        }
        CheckResult result = api.check(connection, task, token.get());
        Optional<TaskAccess> finding = finding(result, ready.token(), data);
        if (finding.isPresent() && result instanceof CheckResult.Unauthorized) {
            Optional<Step> ended = siblings.ended(connection, data, task, ready.token());
            if (ended.isPresent()) {
                return ended.get();
            }
        }
        return finding.isPresent() ? new Step.Settled(data.with(task, finding.get())) : unsettled(result, data);
    }

    private Optional<TaskAccess> finding(CheckResult result, TokenState token, VerificationData data) {
        if (result instanceof CheckResult.Found found) {
            return Optional.of(found.access());
        }
        if (result instanceof CheckResult.Unauthorized unauthorized) {
            boolean young = clock.instant().isBefore(token.usableFrom().plus(YOUNG));
            return young && data.tooEarly() < TOO_EARLY ? Optional.empty() : Optional.of(unauthorized.otherwise());
        }
        return Optional.empty();
    }

    private Step unsettled(CheckResult result, VerificationData data) {
        if (result instanceof CheckResult.Outage outage) {
            return new Step.Outage(outage, data);
        }
        if (result instanceof CheckResult.NoBudget noBudget) {
            return new Step.Later(clock.instant().plus(longer(noBudget.retryIn(), SHORTEST_WAIT)), data);
        }
        return new Step.Later(clock.instant().plus(config.usableAfter()), data.tooEarlyAgain());
    }

    private Optional<Next> next(TenantId tenant, Step step) {
        if (step instanceof Step.Later later) {
            return Optional.of(new Next(later.at(), later.data()));
        }
        if (step instanceof Step.Together together) {
            return Optional.of(
                    new Next(clock.instant(), conclusion.together(tenant, together.data(), together.tasks())));
        }
        if (step instanceof Step.Apart apart) {
            return Optional.of(new Next(clock.instant(), conclusion.together(tenant, apart.data(), Set.of())));
        }
        if (step instanceof Step.Settled settled) {
            conclusion.active(tenant, settled.data());
            return Optional.empty();
        }
        if (step instanceof Step.Outage outage) {
            return outage(tenant, outage);
        }
        if (step instanceof Step.Dead dead) {
            return conclusion.dead(tenant, dead.data(), dead.refused());
        }
        if (step instanceof Step.LeftAlone leftAlone) {
            return conclusion.leftAlone(tenant, leftAlone.data());
        }
        if (step instanceof Step.ApiKeyAnswered answered) {
            conclusion.apiKeyAnswered(tenant, answered.data(), answered.reason(), answered.message());
            return Optional.empty();
        }
        Step.SecretUnreadable unreadable = (Step.SecretUnreadable) step;
        conclusion.secretUnreadable(tenant, unreadable.data());
        return Optional.empty();
    }

    /** An answer that comes quickly is asked for once more before it becomes a verdict. */
    private Optional<Next> outage(TenantId tenant, Step.Outage step) {
        Instant now = clock.instant();
        boolean quick = now.isBefore(step.data().startedAt().plus(PATIENCE));
        if (step.data().failures() < QUICK_RETRIES && quick) {
            Duration wait = step.outage()
                    .retryAfter()
                    .filter(asked -> asked.compareTo(PATIENCE) < 0)
                    .orElse(QUICK);
            return Optional.of(new Next(now.plus(wait), step.data().failedOnce()));
        }
        return conclusion.outage(tenant, step.data(), step.outage());
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
