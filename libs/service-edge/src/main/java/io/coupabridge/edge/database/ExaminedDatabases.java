package io.coupabridge.edge.database;

import io.agroal.api.AgroalDataSource;
import io.coupabridge.edge.doctor.Examination;
import io.coupabridge.edge.start.StartConfig;
import io.quarkus.agroal.DataSource;
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
    Examination budget(
            @DataSource("budget") AgroalDataSource work, Databases databases, StartConfig said, Clock clock) {
        return new DatabaseExamination(
                "request-budget",
                "quarkus.datasource.\"budget\"",
                work,
                databases::budgetSchema,
                said.oneDatabaseRole(),
                clock);
    }
}
