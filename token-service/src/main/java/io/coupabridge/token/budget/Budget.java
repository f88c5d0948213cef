package io.coupabridge.token.budget;

import io.agroal.api.AgroalDataSource;
import io.coupabridge.budget.RequestBudget;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The request budget of all services, in a database of its own. */
@Singleton
class Budget {

    @Produces
    @Singleton
    RequestBudget requestBudget(@DataSource("budget") AgroalDataSource dataSource) {
        return new RequestBudget(dataSource, RequestBudget.Settings.defaults());
    }
}
