package io.coupabridge.edge.database;

import io.agroal.api.AgroalDataSource;
import io.coupabridge.budget.RequestBudget;
import io.coupabridge.edge.start.RefusedStartException;
import io.coupabridge.edge.start.StartConfig;
import io.quarkus.agroal.DataSource;
import io.quarkus.flyway.FlywayDataSource;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Map;
import org.flywaydb.core.Flyway;

/**
 * Migrates a service's databases, and lets its role work there. {@code quarkus.flyway.username} migrates, or without it
 * the role that works. Both methods are steps of a start, to be tried again.
 *
 * <p>In the profile prod they refuse a role that could do more than work (ADR 28).
 */
@Singleton
public class Databases {

    private final AgroalDataSource own;
    private final Flyway ownMigrations;
    private final AgroalDataSource budget;
    private final Flyway budgetMigrations;
    private final StartConfig said;

    Databases(
            AgroalDataSource own,
            Flyway ownMigrations,
            @DataSource("budget") AgroalDataSource budget,
            @FlywayDataSource("budget") Flyway budgetMigrations,
            StartConfig said) {
        this.own = own;
        this.ownMigrations = ownMigrations;
        this.budget = budget;
        this.budgetMigrations = budgetMigrations;
        this.said = said;
    }

    /**
     * @throws RefusedStartException when the service must not work with this role
     * @throws RuntimeException when the database does not answer or refuses
     */
    public void migrateOwn() {
        migrate("", own, ownMigrations);
    }

    /** The same for the request budget's. */
    public void migrateBudget() {
        migrate("\"budget\".", budget, budgetMigrations);
    }

    private void migrate(String name, AgroalDataSource work, Flyway migrations) {
        boolean prod = ConfigUtils.isProfileActive("prod");
        try {
            WorkRole role = WorkRole.of(work);
            if (prod && role.superuser()) {
                throw new RefusedStartException(ofSuperuser(name, role));
            }
            Flyway.configure(migrations.getConfiguration().getClassLoader())
                    .configuration(migrations.getConfiguration())
                    .placeholders(Map.of(RequestBudget.WORK_ROLE, role.name()))
                    .load()
                    .migrate();
            // only now there are tables to own
            if (prod && !said.oneDatabaseRole() && WorkRole.of(work).changesTables()) {
                throw new RefusedStartException(ofOwner(name, role));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static String ofSuperuser(String name, WorkRole role) {
        return "quarkus.datasource." + name + "username is " + role.name()
                + ", a superuser: it could change every database of the server. Name a role that only works, as"
                + " docs/operate.md says.";
    }

    private static String ofOwner(String name, WorkRole role) {
        return "quarkus.datasource." + name + "username is " + role.name()
                + ", which owns tables or may make some. Give its login to quarkus.flyway." + name
                + "username and password and name a role here that only works, as docs/operate.md says, or say outright"
                + " that it is meant: coupabridge.start.one-database-role=true.";
    }
}
