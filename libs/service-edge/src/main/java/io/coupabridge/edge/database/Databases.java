package io.coupabridge.edge.database;

import io.agroal.api.AgroalDataSource;
import io.coupabridge.budget.RequestBudget;
import io.coupabridge.edge.start.RefusedStartException;
import io.coupabridge.edge.start.StartConfig;
import io.quarkus.agroal.DataSource;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.flyway.FlywayDataSource;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;

/**
 * Migrates a service's databases, and lets its role work there. {@code quarkus.flyway.username} migrates, or without it
 * the role that works. If that one may make no tables, somebody else migrates, and is waited for. The methods are steps of a
 * start, to be tried again.
 *
 * <p>In the profile prod roles that could do more than they have to (ADR 28) are refused.
 */
@Singleton
public class Databases {

    private final AgroalDataSource own;
    private final Flyway ownMigrations;
    private final InjectableInstance<AgroalDataSource> budget;
    private final Instance<Flyway> budgetMigrations;
    private final StartConfig said;

    Databases(
            AgroalDataSource own,
            Flyway ownMigrations,
            @DataSource("budget") InjectableInstance<AgroalDataSource> budget,
            @FlywayDataSource("budget") Instance<Flyway> budgetMigrations,
            StartConfig said) {
        this.own = own;
        this.ownMigrations = ownMigrations;
        this.budget = budget;
        this.budgetMigrations = budgetMigrations;
        this.said = said;
    }

    /**
     * In the profile prod, before anything is migrated: there would be no way back.
     *
     * @throws RefusedStartException when the service must not work with these roles
     * @throws RuntimeException when a database does not answer
     */
    public void checkRoles() {
        if (ConfigUtils.isProfileActive("prod")) {
            check("", own, ownMigrations);
            if (usesBudget()) {
                check("\"budget\".", budget.get(), budgetMigrations.get());
            }
        }
    }

    /**
     * @throws RefusedStartException when the service shall do nothing else and its role may not do it
     * @throws RuntimeException when the database does not answer or refuses
     */
    public void migrateOwn() {
        migrate(own, ownMigrations);
    }

    /** The same for the request budget's. */
    public void migrateBudget() {
        migrate(budget.get(), budgetMigrations.get());
    }

    /** Whether the service does nothing else. */
    public boolean migrateOnly() {
        return said.migrateOnly();
    }

    /** Whether the service sends requests to Coupa: only then it has the request budget's database. */
    private boolean usesBudget() {
        return budget.getHandle().getBean().isActive();
    }

    private void check(String name, AgroalDataSource work, Flyway migrations) {
        try {
            check(
                    name,
                    WorkRole.of(work),
                    WorkRole.of(migrations.getConfiguration().getDataSource()));
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private void migrate(AgroalDataSource work, Flyway migrations) {
        try {
            WorkRole worker = WorkRole.of(work);
            WorkRole migrator = WorkRole.of(migrations.getConfiguration().getDataSource());
            Flyway flyway = configured(worker, migrations);
            if (migrator.changesTables()) {
                flyway.migrate();
            } else if (said.migrateOnly()) {
                throw new RefusedStartException("coupabridge.start.migrate-only is true, and " + migrator.name()
                        + " may make no tables. Give quarkus.flyway.username and password, and those of"
                        + " quarkus.flyway.\"budget\", the logins of the owners.");
            } else {
                checkMigrated(flyway.info());
            }
        } catch (FlywayException e) {
            // its first line names a script alone
            throw new IllegalStateException(
                    e.getMessage().lines().findFirst().orElse("")
                            + reason(e).map(": "::concat).orElse(""),
                    e);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** What this version's migrations are to the service's own database, and the other way round. */
    MigrationInfoService ownSchema() throws SQLException {
        return configured(WorkRole.of(own), ownMigrations).info();
    }

    /** The same of the request budget's. */
    MigrationInfoService budgetSchema() throws SQLException {
        return configured(WorkRole.of(budget.get()), budgetMigrations.get()).info();
    }

    private static Flyway configured(WorkRole worker, Flyway migrations) {
        return Flyway.configure(migrations.getConfiguration().getClassLoader())
                .configuration(migrations.getConfiguration())
                .placeholders(Map.of(RequestBudget.WORK_ROLE, worker.name()))
                .load();
    }

    /** What the database said, if it did. */
    private static Optional<String> reason(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(SQLException.class::isInstance)
                .map(Throwable::getMessage)
                .filter(Objects::nonNull)
                .findFirst()
                .flatMap(message -> message.lines().findFirst());
    }

    private void check(String name, WorkRole worker, WorkRole migrator) {
        String works = "quarkus.datasource." + name + "username is " + worker.name();
        if (worker.superuser()) {
            throw new RefusedStartException(works
                    + ", a superuser: it could change every database of the server. Name a role that only works, as"
                    + " docs/operate.md says.");
        }
        if (migrator.superuser()) {
            throw new RefusedStartException("quarkus.flyway." + name + "username is " + migrator.name()
                    + ", a superuser: it could change every database of the server. Name the owner of this database, as"
                    + " docs/operate.md says.");
        }
        if (said.oneDatabaseRole()) {
            return;
        }
        if (worker.owns()) {
            throw new RefusedStartException(
                    works + ", which owns the database or tables. Give its login to quarkus.flyway." + name
                            + "username and password and name a role here that only works, as docs/operate.md says, or say"
                            + " outright that it is meant: coupabridge.start.one-database-role=true.");
        }
        if (worker.createsTables()) {
            throw new RefusedStartException(works + ", which may create tables. Run in its database: revoke create on"
                    + " schema " + worker.schema() + " from public, " + worker.name() + ".");
        }
    }

    /** Takes no lock, so that nobody who holds one stops replicas that have nothing to migrate. */
    private static void checkMigrated(MigrationInfoService schema) {
        boolean newer = isNewer(schema);
        Stream.of(schema.pending())
                // a newer service says anew who may do what; the older one works on with that
                .filter(each -> each.isVersioned() || !newer)
                .findFirst()
                .ifPresent(each -> {
                    throw new IllegalStateException("A service with the owner's login has to migrate first: "
                            + each.getScript() + " is missing.");
                });
    }

    /** Whether a newer version has migrated. */
    static boolean isNewer(MigrationInfoService schema) {
        return Stream.of(schema.applied()).anyMatch(each -> each.getState() == MigrationState.FUTURE_SUCCESS);
    }
}
