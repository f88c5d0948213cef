package io.coupabridge.budget;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.coupabridge.testing.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.flywaydb.core.Flyway;

/** The budget's tables in one real PostgreSQL database, with a connection pool as a service has it. */
final class BudgetDatabase implements AutoCloseable {

    private final AgroalDataSource pool;

    private BudgetDatabase(AgroalDataSource pool) {
        this.pool = pool;
    }

    static BudgetDatabase migrated(String jdbcUrl) {
        BudgetDatabase database = connected(jdbcUrl);
        database.migrate();
        return database;
    }

    static BudgetDatabase connected(String jdbcUrl) {
        AgroalDataSourceConfigurationSupplier configuration = new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(10)
                        .acquisitionTimeout(Duration.ofSeconds(3))
                        .exceptionSorter(new PostgreSQLExceptionSorter())
                        .connectionFactoryConfiguration(factory -> factory.jdbcUrl(jdbcUrl)
                                .jdbcProperty("connectTimeout", "2")
                                .jdbcProperty("loginTimeout", "2")));
        try {
            return new BudgetDatabase(AgroalDataSource.from(configuration));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    int migrate() {
        return Flyway.configure()
                .dataSource(pool)
                .locations(RequestBudget.MIGRATIONS)
                .table(RequestBudget.SCHEMA_HISTORY_TABLE)
                .placeholders(Map.of(RequestBudget.WORK_ROLE, TestPostgres.USER))
                .load()
                .migrate()
                .migrationsExecuted;
    }

    RequestBudget budget() {
        return budget(RequestBudget.Settings.defaults());
    }

    RequestBudget budget(RequestBudget.Settings settings) {
        return new RequestBudget(pool, settings);
    }

    AgroalDataSource pool() {
        return pool;
    }

    void execute(String sql) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    double number(String sql) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getDouble(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
