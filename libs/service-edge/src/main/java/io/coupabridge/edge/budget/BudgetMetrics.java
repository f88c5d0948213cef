package io.coupabridge.edge.budget;

import io.coupabridge.budget.BudgetException;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;

/** What every service counts when it asks for a slot of the request budget. Thread-safe. */
@Singleton
public class BudgetMetrics {

    private final MeterRegistry registry;

    BudgetMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** How long a request waited, or will wait, for its slot to open. */
    public void waited(Duration wait) {
        registry.timer("coupabridge.budget.wait").record(wait);
    }

    /** The budget gave no slot. */
    public void refused(BudgetException refusal) {
        registry.counter("coupabridge.budget.refusals", "reason", refusal.reason())
                .increment();
    }
}
