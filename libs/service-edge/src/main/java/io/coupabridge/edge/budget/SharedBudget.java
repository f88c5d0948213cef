package io.coupabridge.edge.budget;

import io.agroal.api.AgroalDataSource;
import io.coupabridge.budget.RequestBudget;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The request budget of all services, in a database of its own. */
@Singleton
class SharedBudget {

    @Produces
    @Singleton
    RequestBudget requestBudget(@DataSource("budget") AgroalDataSource dataSource, MeterRegistry metrics) {
        RequestBudget budget = new RequestBudget(dataSource, RequestBudget.Settings.defaults());
        FunctionCounter.builder("coupabridge.budget.slots.useless", budget, RequestBudget::slotsThatCameUseless)
                .description("Slots that were over when the budget's answer brought them, or too narrow")
                .register(metrics);
        return budget;
    }
}
