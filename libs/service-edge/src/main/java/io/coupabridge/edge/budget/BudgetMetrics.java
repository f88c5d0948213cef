package io.coupabridge.edge.budget;

import io.coupabridge.budget.BudgetException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** What every service counts when it asks for a slot of the request budget. Thread-safe. */
@Singleton
public class BudgetMetrics {

    private final MeterRegistry registry;

    public BudgetMetrics(MeterRegistry registry) {
        this.registry = registry;
        // from the start, so that the first refusal is an increase
        List.of("BUSY", "BLOCKED", "UNAVAILABLE").forEach(this::refusals);
    }

    /** How long a request waited, or will wait, for its slot to open. */
    public void waited(Duration wait) {
        registry.timer("coupabridge.budget.wait").record(wait);
    }

    /** The budget gave no slot. */
    public void refused(BudgetException refusal) {
        refusals(refusal.reason()).increment();
    }

    private Counter refusals(String reason) {
        return registry.counter("coupabridge.budget.refusals", "reason", reason);
    }
}
