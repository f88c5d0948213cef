package io.coupabridge.edge.database;

import io.agroal.api.AgroalDataSource;
import io.coupabridge.edge.doctor.Examination;
import io.coupabridge.edge.start.StartConfig;
import io.coupabridge.edge.start.StartRules;
import io.quarkus.agroal.DataSource;
import io.quarkus.arc.lookup.LookupUnlessProperty;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The service's own database and the request budget's, for the doctor. */
@Singleton
class ExaminedDatabases {

    @Produces
    @Singleton
    Examination own(
            @ConfigProperty(name = "quarkus.application.name") String service,
            AgroalDataSource work,
            Databases databases,
            StartConfig said,
            Clock clock) {
        return new DatabaseExamination(
                service, "quarkus.datasource", work, databases::ownSchema, said.oneDatabaseRole(), clock);
    }

    @Produces
    @Singleton
    @LookupUnlessProperty(name = StartRules.BUDGET_ACTIVE, stringValue = "false", lookupIfMissing = true)
    Examination budget(
            @DataSource("budget") Instance<AgroalDataSource> work, Databases databases, StartConfig said, Clock clock) {
        return new DatabaseExamination(
                "request-budget",
                "quarkus.datasource.\"budget\"",
                work.get(),
                databases::budgetSchema,
                said.oneDatabaseRole(),
                clock);
    }
}
