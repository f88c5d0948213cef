package io.coupabridge.token.budget;

import io.coupabridge.budget.BudgetException;
import io.coupabridge.budget.BudgetUnavailableException;
import io.coupabridge.budget.RequestBudget;
import io.coupabridge.budget.Slot;
import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.budget.BudgetMetrics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/** This service's few requests to Coupa within the budget that all services share, and what it waits for. Thread-safe. */
@Singleton
public class HostBudget {

    private static final Logger LOG = Logger.getLogger(HostBudget.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    /** At a ceiling of one a second, behind a run's slot and another grant's. */
    private static final Duration LONGEST_WAIT_FOR_A_GRANT = Duration.ofSeconds(5);

    /** An outage tells no end; somebody may wait for the verification. */
    private static final Duration WITHOUT_BUDGET = Duration.ofSeconds(2);

    private final RequestBudget budget;
    private final BudgetMetrics metrics;

    HostBudget(RequestBudget budget, BudgetMetrics metrics, MeterRegistry registry) {
        this.budget = budget;
        this.metrics = metrics;
        FunctionCounter.builder("coupabridge.budget.slots.missed", budget, RequestBudget::slotsMissed)
                .description("Slots that were over before a request could use them")
                .register(registry);
    }

    /**
     * Waits until one request may be sent, for two seconds at most.
     *
     * @param ceiling requests a second, of this connection
     * @return empty when it may be sent now; else when to ask again
     */
    public Optional<Duration> awaitSlot(TenantId tenant, BaseUrl address, int ceiling) throws InterruptedException {
        return await(() -> budget.acquire(address.hostKey(), holder(tenant), ceiling, LONGEST_WAIT));
    }

    /** The same for a grant, which runs wait for: it has a slot before theirs, however slow the ceiling is. */
    public Optional<Duration> awaitSlotForGrant(TenantId tenant, BaseUrl address, int ceiling)
            throws InterruptedException {
        return await(() -> budget.acquireFirst(address.hostKey(), holder(tenant), ceiling, LONGEST_WAIT_FOR_A_GRANT));
    }

    /** The tenant's ceiling was changed; those who read for it learn so within seconds. */
    public void ceilingChanged(TenantId tenant, BaseUrl address, int ceiling) {
        try {
            budget.ceilingChanged(address.hostKey(), tenant.value(), holder(tenant), ceiling);
        } catch (BudgetUnavailableException e) {
            // nothing is sent without it; when it is back, what was said before is forgotten after a minute
            LOG.warnf("The new ceiling of %s may count a minute late: %s", tenant, e.getMessage());
        }
    }

    /** Of all replicas alike: what one of them said of the ceiling is not to outlive what another says. */
    private static String holder(TenantId tenant) {
        return tenant.value() + "/token-service";
    }

    private Optional<Duration> await(Acquisition acquisition) throws InterruptedException {
        long asked = System.nanoTime();
        try {
            acquisition.run();
            metrics.waited(Duration.ofNanos(System.nanoTime() - asked));
            return Optional.empty();
        } catch (BudgetException e) {
            metrics.refused(e);
            return Optional.of(e instanceof BudgetUnavailableException ? WITHOUT_BUDGET : e.retryIn());
        }
    }

    private interface Acquisition {
        Slot run() throws InterruptedException;
    }

    /** Coupa answered in good order. */
    public void answered(BaseUrl address) {
        budget.answered(address.hostKey());
    }

    /** Coupa asked to slow down. */
    public void throttled(BaseUrl address, Optional<Duration> retryAfter) {
        try {
            budget.throttled(address.hostKey(), retryAfter);
        } catch (BudgetUnavailableException e) {
            // nobody can send anything without it, so nobody needs to be told
            LOG.debug("Coupa asked to slow down while the request budget did not answer.");
        }
    }
}
