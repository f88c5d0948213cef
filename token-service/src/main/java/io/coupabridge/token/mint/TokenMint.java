package io.coupabridge.token.mint;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.token.budget.HostBudget;
import io.coupabridge.token.grant.GrantClient;
import io.coupabridge.token.grant.GrantResult;
import io.coupabridge.token.grant.GrantResult.Granted;
import io.coupabridge.token.grant.GrantResult.Outage;
import io.coupabridge.token.grant.GrantResult.Refusal;
import io.coupabridge.token.grant.GrantResult.Refused;
import io.coupabridge.token.grant.GrantResult.Unavailable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The one way to a new token, whatever the cause: verification, a due renewal, a rejected token. All of them want a token
 * newer than the one they know, so any number of causes over any number of replicas make one grant call (promise 7). The
 * call runs outside any transaction; a valid token goes on working meanwhile.
 */
@Singleton
public class TokenMint {

    private static final Logger LOG = Logger.getLogger(TokenMint.class);
    private static final long STORE_AGAIN_MS = 250;
    private static final String GRANTED = "GRANTED";

    private final Claims claims;
    private final Tokens tokens;
    private final GrantClient grants;
    private final HostBudget budget;
    private final TokenConfig config;
    private final MeterRegistry metrics;

    TokenMint(
            Claims claims,
            Tokens tokens,
            GrantClient grants,
            HostBudget budget,
            TokenConfig config,
            MeterRegistry metrics) {
        this.claims = claims;
        this.tokens = tokens;
        this.grants = grants;
        this.budget = budget;
        this.config = config;
        this.metrics = metrics;
    }

    /** So that the first of a kind is an increase. */
    void countFromZero(@Observes StartupEvent event) {
        for (Task task : Task.all()) {
            counter(task, GRANTED);
            for (Refusal refusal : Refusal.values()) {
                counter(task, refusal.name());
            }
            for (Outage outage : Outage.values()) {
                counter(task, outage.name());
            }
        }
    }

    /**
     * Gets a token unless there is one already that is newer and does not end within two seconds.
     *
     * @param newerThan the version that the caller knows and does not want any more; 0 where there is none
     * @throws InterruptedException while waiting for a slot of the budget, when nothing was sent, or for the database
     */
    public MintResult mint(TenantId tenant, Task task, long newerThan) throws InterruptedException {
        long asked = System.nanoTime();
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
        return ask(claim, new Lease(claims, claim, claims.length(), asked));
    }

    /** Asks Coupa, unless the claim has passed to somebody else meanwhile. */
    MintResult ask(Claim claim, Lease lease) throws InterruptedException {
        Timer.Sample call = Timer.start(metrics);
        GrantResult grant = grants.grant(claim.baseUrl(), claim.clientId(), claim.secret(), claim.scope(), lease);
        if (grant instanceof GrantResult.NotSent) {
            tokens.withdraw(claim);
            return new MintResult.Superseded();
        }
        call.stop(metrics.timer("coupabridge.grant"));
        if (grant instanceof Granted granted) {
            budget.answered(claim.baseUrl());
            return granted(claim, lease, granted);
        }
        if (grant instanceof Unavailable unavailable) {
            return unavailable(claim, lease, unavailable);
        }
        Refused refused = (Refused) grant;
        count(claim, refused.refusal().name());
        return keep(claim, lease, () -> tokens.refused(claim, refused));
    }

    private MintResult granted(Claim claim, Lease lease, Granted granted) throws InterruptedException {
        TokenTimes times =
                TokenTimes.of(granted, config, ThreadLocalRandom.current().nextDouble());
        if (!times.usable()) {
            String seen = "expires_in " + granted.lifetime().toSeconds();
            return unavailable(claim, lease, new Unavailable(Outage.TOKEN_TOO_SHORT, seen, Optional.empty()));
        }
        count(claim, GRANTED);
        return keep(claim, lease, () -> tokens.store(claim, times, granted.token()));
    }

    private MintResult unavailable(Claim claim, Lease lease, Unavailable unavailable) throws InterruptedException {
        count(claim, unavailable.outage().name());
        if (unavailable.outage() == Outage.TOKEN_ENDPOINT_THROTTLED) {
            budget.throttled(claim.baseUrl(), unavailable.retryAfter());
        }
        return keep(claim, lease, () -> tokens.unavailable(claim, unavailable));
    }

    /** What Coupa answered is not to be had again for nothing: it is stored as soon as the database can. */
    private static MintResult keep(Claim claim, Lease lease, Supplier<MintResult> storing) throws InterruptedException {
        while (true) {
            try {
                return storing.get();
            } catch (RuntimeException e) {
                if (!lease.lasts()) {
                    throw e;
                }
                LOG.warnf(
                        "The answer to a grant for %s waits for the database (%s).",
                        claim.tenant(), e.getClass().getSimpleName());
                TimeUnit.MILLISECONDS.sleep(STORE_AGAIN_MS);
            }
        }
    }

    private Optional<Duration> awaitSlot(Claim claim) throws InterruptedException {
        try {
            return budget.awaitSlotForGrant(claim.tenant(), claim.baseUrl(), claim.ceiling());
        } catch (InterruptedException e) {
            tokens.withdraw(claim);
            throw e;
        }
    }

    private void count(Claim claim, String outcome) {
        counter(claim.task(), outcome).increment();
    }

    private Counter counter(Task task, String outcome) {
        return metrics.counter("coupabridge.grants", "task", task.shortName(), "outcome", outcome);
    }
}
