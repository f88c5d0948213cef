package io.coupabridge.token.verification;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.grant.GrantResult;
import io.coupabridge.token.grant.GrantResult.Refusal;
import io.coupabridge.token.mint.MintResult;
import io.coupabridge.token.mint.TokenMint;
import io.coupabridge.token.mint.TokenState;
import io.coupabridge.token.mint.Tokens;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Gets the tokens that a verification works with, one task after the other: what the first grant says of the client spares
 * it the second, and each is checked before the next is granted, which may end it.
 */
@Singleton
class TaskTokens {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(300);

    private final Tokens tokens;
    private final TokenMint mint;
    private final InstantSource clock;

    TaskTokens(Tokens tokens, TokenMint mint, InstantSource clock) {
        this.tokens = tokens;
        this.mint = mint;
        this.clock = clock;
    }

    /** The next task that is to be checked with its token; or that there is none; or why not. */
    Step get(ConnectionRow connection, VerificationData data) throws InterruptedException {
        Map<Task, GrantResult.Refused> unexplained = new LinkedHashMap<>();
        VerificationData sofar = data;
        for (Task task : connection.wanted()) {
            if (sofar.findings().containsKey(task) || !sofar.isAbout(task)) {
                continue;
            }
            // a token that has come since the verification began will do, whoever asked for it
            MintResult result =
                    mint.mint(connection.tenantId(), task, sofar.knownVersions().getOrDefault(task, 0L));
            if (result instanceof MintResult.Available) {
                Optional<TokenState> state =
                        tokens.find(connection.tenantId(), task).filter(token -> isOf(connection, token));
                return state.isEmpty()
                        ? new Step.Later(clock.instant().plus(LOOK_AGAIN), sofar)
                        : new Step.Ready(task, state.get(), scopesMissing(unexplained, sofar));
            }
            boolean refusesScope = result instanceof MintResult.Refused refused
                    && (refused.grant().refusal() == Refusal.INVALID_SCOPE
                            || refused.grant().refusal().isUnclear());
            if (!refusesScope) {
                return stop(connection, sofar, result);
            }
            GrantResult.Refused grant = ((MintResult.Refused) result).grant();
            if (connection.together(task).size() > 1) {
                return new Step.Apart(sofar);
            }
            if (grant.refusal() == Refusal.INVALID_SCOPE) {
                sofar = sofar.with(task, VerificationMessages.scopeMissing(task, grant.seen()));
            } else {
                unexplained.put(task, grant);
            }
        }
        return explain(connection, unexplained, sofar);
    }

    /** A refusal without a reason is the client's when nothing of the client works, and else the scope's. */
    private static Step explain(
            ConnectionRow connection, Map<Task, GrantResult.Refused> unexplained, VerificationData data) {
        boolean others = connection.wanted().stream()
                .anyMatch(task -> !data.isAbout(task) && connection.access(task).verdict() == Verdict.GRANTED);
        return !unexplained.isEmpty() && data.findings().isEmpty() && !others
                ? new Step.Dead(unexplained.values().iterator().next(), data)
                : new Step.Settled(scopesMissing(unexplained, data));
    }

    private static VerificationData scopesMissing(Map<Task, GrantResult.Refused> unexplained, VerificationData data) {
        VerificationData sofar = data;
        for (Map.Entry<Task, GrantResult.Refused> entry : unexplained.entrySet()) {
            sofar = sofar.with(
                    entry.getKey(),
                    VerificationMessages.scopeMissing(
                            entry.getKey(), entry.getValue().seen()));
        }
        return sofar;
    }

    private Step stop(ConnectionRow connection, VerificationData data, MintResult result) {
        if (result instanceof MintResult.Refused refused) {
            return new Step.Dead(refused.grant(), data);
        }
        if (result instanceof MintResult.LeftAlone) {
            return new Step.LeftAlone(data);
        }
        if (result instanceof MintResult.SecretUnreadable) {
            return new Step.SecretUnreadable(data);
        }
        if (result instanceof MintResult.KeyMissing) {
            return new Step.Later(clock.instant().plus(MintResult.KeyMissing.RETRY_IN), data);
        }
        if (result instanceof MintResult.Unavailable unavailable) {
            GrantResult.Unavailable grant = unavailable.grant();
            String message = VerificationMessages.outage(
                    grant.outage(), connection.address().host(), grant.seen());
            return new Step.Outage(new CheckResult.Outage(grant.outage().name(), message, grant.retryAfter()), data);
        }
        Duration wait = result instanceof MintResult.NoBudget noBudget
                        && noBudget.retryIn().compareTo(LOOK_AGAIN) > 0
                ? noBudget.retryIn()
                : LOOK_AGAIN;
        return new Step.Later(clock.instant().plus(wait), data);
    }

    /** Not when it was revoked meanwhile, or is of another credential, which no other Coupa must see. */
    static boolean isOf(ConnectionRow connection, TokenState token) {
        return token.issued() && token.credentialVersion() == connection.credentialVersion;
    }
}
