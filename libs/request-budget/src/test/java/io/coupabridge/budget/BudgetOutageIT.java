package io.coupabridge.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coupabridge.testing.TestPostgres;
import io.coupabridge.testing.postgres.RoleProbe;
import io.coupabridge.testing.postgres.ServiceDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The budget's database is gone, hangs, or is met by three services at once. */
@Timeout(120)
class BudgetOutageIT {

    private static final String HOST = "acme.coupahost.com";

    @Test
    void hands_out_nothing_without_its_database_and_goes_on_when_it_is_back() {
        try (TestPostgres postgres = TestPostgres.start();
                BudgetDatabase database = BudgetDatabase.migrated(postgres.freshDatabase())) {
            // given
            RequestBudget budget = database.budget();
            budget.reserve(HOST, 10, 1);

            // when
            postgres.kill();

            // then
            assertThatThrownBy(() -> budget.reserve(HOST, 10, 1))
                    .isInstanceOfSatisfying(
                            BudgetUnavailableException.class,
                            outage -> assertThat(outage.retryIn()).isEqualTo(Duration.ofSeconds(10)));
            assertThatThrownBy(() -> budget.throttled(HOST, Optional.empty()))
                    .isInstanceOf(BudgetUnavailableException.class);
            assertThatThrownBy(() -> budget.acquire(HOST, 10, Duration.ofSeconds(30)))
                    .isInstanceOf(BudgetUnavailableException.class);
            postgres.restart();
            await().atMost(Duration.ofSeconds(20))
                    .ignoreExceptionsInstanceOf(BudgetException.class)
                    .until(() -> !budget.reserve(HOST, 10, 1).isEmpty());
        }
    }

    @Test
    void gives_up_on_a_statement_that_hangs() throws Exception {
        try (BudgetDatabase database =
                BudgetDatabase.migrated(TestPostgres.shared().freshDatabase())) {
            // given
            RequestBudget budget = database.budget(
                    new RequestBudget.Settings(Duration.ofMillis(40), Duration.ofSeconds(1), Duration.ofSeconds(1)));
            budget.reserve(HOST, 10, 1);
            try (Connection other = database.pool().getConnection();
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.execute("select * from request_budget for update");

                // when / then
                assertThatThrownBy(() -> budget.reserve(HOST, 10, 1)).isInstanceOf(BudgetUnavailableException.class);
                other.rollback();
            }
            await().atMost(Duration.ofSeconds(10))
                    .ignoreExceptionsInstanceOf(BudgetBusyException.class)
                    .until(() -> !budget.reserve(HOST, 10, 1).isEmpty());
        }
    }

    @Test
    void gives_up_on_a_connection_that_went_silent() throws Exception {
        String jdbcUrl = TestPostgres.shared().freshDatabase();
        try (Relay relay = Relay.to(jdbcUrl);
                BudgetDatabase database = BudgetDatabase.migrated(relay.jdbcUrl())) {
            // given
            RequestBudget budget = database.budget(
                    new RequestBudget.Settings(Duration.ofMillis(40), Duration.ofSeconds(1), Duration.ofSeconds(1)));
            budget.reserve(HOST, 10, 1);

            // when
            relay.fallSilent();

            // then
            assertThatThrownBy(() -> budget.reserve(HOST, 10, 1)).isInstanceOf(BudgetUnavailableException.class);
        }
    }

    /** By the owner, who lets the role of each in. */
    @Test
    void may_be_migrated_by_three_services_at_once() throws Exception {
        // given
        ServiceDatabase database = TestPostgres.shared().serviceDatabase("token", "roster", "expense");
        ExecutorService services = Executors.newFixedThreadPool(3);
        List<Future<Integer>> migrations = new ArrayList<>();

        // when
        for (String worker : database.workers()) {
            migrations.add(services.submit(() -> migrate(database, worker)));
        }

        // then
        int executed = 0;
        for (Future<Integer> migration : migrations) {
            executed += migration.get();
        }
        services.shutdownNow();
        // each once
        assertThat(executed).isEqualTo(3);
        for (String worker : database.workers()) {
            assertThat(new RoleProbe(database.url(), worker, database.password())
                            .failure("select * from request_budget_hosts()"))
                    .as(worker)
                    .isEmpty();
        }
    }

    private static int migrate(ServiceDatabase database, String worker) {
        Flyway flyway = Flyway.configure()
                .dataSource(database.url(), database.owner(), database.password())
                .locations(RequestBudget.MIGRATIONS)
                .table(RequestBudget.SCHEMA_HISTORY_TABLE)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .placeholders(Map.of(RequestBudget.WORK_ROLE, worker))
                .load();
        // as a start does, which may see the table of versions before another has put the first row there
        return await().atMost(Duration.ofSeconds(20))
                .ignoreExceptionsInstanceOf(FlywayException.class)
                .until(() -> flyway.migrate().migrationsExecuted, executed -> true);
    }
}
