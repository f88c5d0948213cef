package io.coupabridge.token.mint;

import io.coupabridge.budget.BudgetBlockedException;
import io.coupabridge.budget.BudgetBusyException;
import io.coupabridge.budget.BudgetUnavailableException;
import io.coupabridge.budget.RequestBudget;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.token.grant.GrantClient;
import io.coupabridge.token.grant.GrantResult;
import io.coupabridge.token.grant.GrantResult.Granted;
import io.coupabridge.token.grant.GrantResult.Outage;
import io.coupabridge.token.grant.GrantResult.Unavailable;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The one way to a new token, whatever the cause: verification, a due renewal, a rejected token. All of them want a token
 * newer than the one they know, so any number of causes over any number of replicas make one grant call (promise 7). The
 * call runs outside any transaction; a valid token goes on working meanwhile.
 */
@Singleton
public class TokenMint {

    private static final Logger LOG = Logger.getLogger(TokenMint.class);
    private static final Duration WAIT_FOR_SLOT = Duration.ofSeconds(2);
    private static final Duration WITHOUT_BUDGET = Duration.ofSeconds(2);

    private final Claims claims;
    private final Tokens tokens;
    private final GrantClient grants;
    private final RequestBudget budget;
    private final TokenConfig config;
    private final MeterRegistry metrics;

    TokenMint(
            Claims claims,
            Tokens tokens,
            GrantClient grants,
            RequestBudget budget,
            TokenConfig config,
            MeterRegistry metrics) {
        this.claims = claims;
        this.tokens = tokens;
        this.grants = grants;
        this.budget = budget;
        this.config = config;
        this.metrics = metrics;
    }

    /**
     * Gets a token unless there is one that is newer already.
     *
     * @param newerThan the version that the caller knows and does not want any more; 0 where there is none
     * @throws InterruptedException while waiting for a slot of the budget; nothing was sent
     */
    public MintResult mint(TenantId tenant, Task task, long newerThan) throws InterruptedException {
        ClaimResult result = claims.claim(tenant, task, newerThan);
        if (result instanceof ClaimResult.Not not) {
            return not.reason();
        }
        Claim claim = ((ClaimResult.Claimed) result).claim();
        Optional<Duration> noSlot = awaitSlot(claim);
        if (noSlot.isPresent()) {
            tokens.withdraw(claim);
            return new MintResult.NoBudget(noSlot.get());
        }
        return ask(claim);
    }

    private MintResult ask(Claim claim) {
        long sent = System.nanoTime();
        GrantResult grant = usable(grants.grant(
                claim.baseUrl(), claim.clientId(), claim.secret(), claim.task().scope(), () -> claims.extend(claim)));
        count(claim, grant);
        if (grant instanceof Unavailable unavailable && unavailable.outage() == Outage.TOKEN_ENDPOINT_THROTTLED) {
            slowDown(claim, unavailable);
        }
        if (grant instanceof Granted granted) {
            budget.answered(claim.baseUrl().hostKey(), Duration.ofNanos(System.nanoTime() - sent));
            return tokens.store(claim, granted);
        }
        return tokens.failed(claim, grant);
    }

    private GrantResult usable(GrantResult grant) {
        if (grant instanceof Granted granted && granted.lifetime().compareTo(config.usableAfter()) <= 0) {
            String seen =
                    "a token that lives no longer than " + granted.lifetime().toSeconds() + " s";
            return new Unavailable(Outage.UNEXPECTED_ANSWER, seen, Optional.empty());
        }
        return grant;
    }

    private void slowDown(Claim claim, Unavailable unavailable) {
        try {
            budget.throttled(claim.baseUrl().hostKey(), unavailable.retryAfter());
        } catch (BudgetUnavailableException e) {
            // nobody can send anything without it, so nobody needs to be told
            LOG.debug("Coupa asked to slow down while the request budget did not answer.");
        }
    }

    private Optional<Duration> awaitSlot(Claim claim) throws InterruptedException {
        try {
            budget.acquire(claim.baseUrl().hostKey(), claim.ceiling(), WAIT_FOR_SLOT);
            return Optional.empty();
        } catch (BudgetBusyException e) {
            return Optional.of(e.retryIn());
        } catch (BudgetBlockedException e) {
            return Optional.of(e.retryIn());
        } catch (BudgetUnavailableException e) {
            return Optional.of(WITHOUT_BUDGET);
        } catch (InterruptedException e) {
            tokens.withdraw(claim);
            throw e;
        }
    }

    private void count(Claim claim, GrantResult grant) {
        String outcome;
        if (grant instanceof GrantResult.Refused refused) {
            outcome = refused.refusal().name();
        } else if (grant instanceof Unavailable unavailable) {
            outcome = unavailable.outage().name();
        } else {
            outcome = "GRANTED";
        }
        metrics.counter("coupabridge.grants", "task", claim.task().shortName(), "outcome", outcome)
                .increment();
    }
}
