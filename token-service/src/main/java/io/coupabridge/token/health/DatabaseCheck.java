package io.coupabridge.token.health;

import io.agroal.api.AgroalDataSource;
import io.coupabridge.token.start.DatabaseStart;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Whether the databases answer and are migrated. */
@Readiness
@ApplicationScoped
class DatabaseCheck implements HealthCheck {

    private static final int TIMEOUT_SECONDS = 2;

    private final AgroalDataSource own;
    private final AgroalDataSource budget;
    private final DatabaseStart start;

    DatabaseCheck(AgroalDataSource own, @DataSource("budget") AgroalDataSource budget, DatabaseStart start) {
        this.own = own;
        this.budget = budget;
        this.start = start;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("databases");
        boolean up = check(response, "token-service", own) & check(response, "request-budget", budget);
        if (start.waitingFor() != null) {
            response.withData("waiting-for", start.waitingFor());
            up = false;
        }
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
