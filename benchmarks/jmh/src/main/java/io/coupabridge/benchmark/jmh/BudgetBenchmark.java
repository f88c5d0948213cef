package io.coupabridge.benchmark.jmh;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.coupabridge.budget.RequestBudget;
import io.coupabridge.budget.Slot;
import io.coupabridge.testing.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * Reservations of 25 slots of one host, on a real PostgreSQL of this machine. Each thread is a holder of its own, as each
 * tenant's task is, and all of them want the host's one row.
 *
 * <p>At a ceiling of Coupa's the clock would be measured: a holder gets its share and is then told to wait. So the
 * ceiling is one that a database cannot reach, and every call is granted all of its slots, at the same work for each.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class BudgetBenchmark {

    private static final String HOST = "acme.coupahost.com";
    private static final int SLOTS = 25;
    private static final int OUT_OF_REACH = 1_000_000;

    /** Wide slots, so that a stall of the machine does not make a reservation worthless and end the benchmark. */
    private static final RequestBudget.Settings SETTINGS =
            new RequestBudget.Settings(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(30));

    private AgroalDataSource pool;
    private RequestBudget budget;

    @Setup
    public void migrate() throws SQLException {
        String jdbcUrl = TestPostgres.shared().freshDatabase();
        pool = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(settings -> settings.maxSize(10)
                        .acquisitionTimeout(Duration.ofSeconds(3))
                        .connectionFactoryConfiguration(factory -> factory.jdbcUrl(jdbcUrl))));
        Flyway.configure()
                .dataSource(pool)
                .locations(RequestBudget.MIGRATIONS)
                .table(RequestBudget.SCHEMA_HISTORY_TABLE)
                .placeholders(Map.of(RequestBudget.WORK_ROLE, TestPostgres.USER))
                .load()
                .migrate();
        budget = new RequestBudget(pool, SETTINGS);
    }

    @TearDown
    public void close() {
        pool.close();
    }

    /** One tenant's task. */
    @State(Scope.Thread)
    public static class Holder {

        private String name;

        @Setup
        public void number(ThreadParams threads) {
            name = "acme-" + threads.getThreadIndex() + "/APPLICATION_ROSTER";
        }
    }

    @Benchmark
    @Threads(1)
    public List<Slot> reserveAlone(Holder holder) {
        return reserve(holder);
    }

    @Benchmark
    @Threads(4)
    public List<Slot> reserveByFour(Holder holder) {
        return reserve(holder);
    }

    private List<Slot> reserve(Holder holder) {
        List<Slot> slots = budget.reserve(HOST, holder.name, OUT_OF_REACH, SLOTS);
        if (slots.size() != SLOTS) {
            throw new IllegalStateException("Only " + slots.size() + " of " + SLOTS + " slots were granted.");
        }
        return slots;
    }
}
