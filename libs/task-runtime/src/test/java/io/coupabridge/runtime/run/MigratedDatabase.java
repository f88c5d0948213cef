package io.coupabridge.runtime.run;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.coupabridge.budget.RequestBudget;
import io.coupabridge.testing.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.flywaydb.core.Flyway;

/** Fresh databases with their tables, behind a pool. */
final class MigratedDatabase {

    private MigratedDatabase() {}

    /** Close it. */
    static AgroalDataSource budget() {
        return fresh(RequestBudget.MIGRATIONS);
    }

    /** Close it. */
    static AgroalDataSource ledger() {
        return fresh("db/task-runtime");
    }

    private static AgroalDataSource fresh(String migrations) {
        String url = TestPostgres.shared().freshDatabase();
        Flyway.configure()
                .dataSource(url, null, null)
                .locations(migrations)
                .placeholders(Map.of(RequestBudget.WORK_ROLE, TestPostgres.USER))
                .load()
                .migrate();
        try {
            return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .connectionPoolConfiguration(pool -> pool.maxSize(8)
                            .acquisitionTimeout(Duration.ofSeconds(10))
                            .connectionFactoryConfiguration(connections -> connections.jdbcUrl(url))));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
