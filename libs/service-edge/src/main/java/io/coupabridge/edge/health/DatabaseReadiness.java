package io.coupabridge.edge.health;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Whether the service's own database and the request budget's answer. */
@Readiness
@ApplicationScoped
class DatabaseReadiness implements HealthCheck {

    private static final int TIMEOUT_SECONDS = 2;

    private final String service;
    private final AgroalDataSource own;
    private final AgroalDataSource budget;

    DatabaseReadiness(
            @ConfigProperty(name = "quarkus.application.name") String service,
            AgroalDataSource own,
            @DataSource("budget") AgroalDataSource budget) {
        this.service = service;
        this.own = own;
        this.budget = budget;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("databases");
        boolean up = check(response, service, own) & check(response, "request-budget", budget);
        return response.status(up).build();
    }

    private static boolean check(HealthCheckResponseBuilder response, String name, AgroalDataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            boolean valid = connection.isValid(TIMEOUT_SECONDS);
            response.withData(name, valid ? "answers" : "does not answer");
            return valid;
        } catch (SQLException e) {
            response.withData(name, "does not answer (" + e.getClass().getSimpleName() + ")");
            return false;
        }
    }
}
