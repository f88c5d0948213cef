package io.coupabridge.edge.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.budget.RequestBudget;
import io.coupabridge.edge.doctor.Finding;
import io.coupabridge.edge.doctor.Findings;
import io.coupabridge.testing.TestPostgres;
import io.coupabridge.testing.postgres.ServiceDatabase;
import io.coupabridge.testing.process.LoopbackPorts;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** On the request budget's database, as it should be and with one thing after the other wrong. */
@Timeout(60)
class DatabaseExaminationIT {

    private final ServiceDatabase database = TestPostgres.shared().serviceDatabase();

    @BeforeEach
    void migrate() {
        flyway().load().migrate();
    }

    @Test
    void finds_nothing_in_a_database_as_it_should_be() {
        // when
        Findings findings = examine(login(database.worker()), Clock.systemUTC());

        // then
        assertThat(findings.toMend()).isEmpty();
        assertThat(findings.notes()).isEmpty();
    }

    @Test
    void a_read_only_database_is_found() {
        // given
        TestPostgres.execute(
                database.url(),
                "alter database \"" + database.url().replaceAll(".*/", "")
                        + "\" set default_transaction_read_only = on");

        // when, then
        assertThat(whats(examine(login(database.worker()), Clock.systemUTC())))
                .containsExactly("The database budget takes no writes: it is read-only.");
    }

    @Test
    void a_clock_that_is_off_by_an_hour_is_found() {
        assertThat(whats(examine(login(database.worker()), Clock.offset(Clock.systemUTC(), Duration.ofHours(1)))))
                .singleElement()
                .asString()
                .matches("The clock of the database budget is 3[56]\\d\\d s behind this replica's\\.");
    }

    @Test
    void a_role_that_may_do_too_much_is_found() {
        assertThat(whats(examine(login(TestPostgres.USER), Clock.systemUTC())))
                .singleElement()
                .asString()
                .endsWith(" works in the database budget and is a superuser.");
        assertThat(whats(examine(login(database.owner()), Clock.systemUTC())))
                .singleElement()
                .asString()
                .endsWith(" works in the database budget and may change its tables.");
    }

    @Test
    void tables_of_an_older_version_are_found() {
        // given
        ServiceDatabase older = TestPostgres.shared().serviceDatabase();
        flyway(older).target("1").skipDefaultCallbacks(true).load().migrate();

        // when
        Findings findings = new Findings("database");
        new DatabaseExamination(
                        "budget",
                        "quarkus.datasource.\"budget\"",
                        login(older, older.worker()),
                        () -> flyway(older).load().info(),
                        false,
                        Clock.systemUTC())
                .examine(findings);

        // then
        assertThat(whats(findings))
                .containsExactly("The tables of the database budget are older than this version:"
                        + " V2__slots_behind_the_horizon.sql is missing.");
        assertThat(findings.toMend().get(0).mend()).startsWith("Migrate first");
    }

    @Test
    void tables_of_a_newer_version_are_a_note() {
        // given
        TestPostgres.execute(
                database.url(),
                "insert into request_budget_history (installed_rank, version, description, type, script, checksum,"
                        + " installed_by, execution_time, success)"
                        + " values (900, '900', 'later', 'SQL', 'V900__later.sql', 1, 'somebody', 1, true)");

        // when
        Findings findings = examine(login(database.worker()), Clock.systemUTC());

        // then
        assertThat(findings.toMend()).isEmpty();
        assertThat(findings.notes())
                .extracting(Finding::what)
                .containsExactly("The tables of the database budget are newer than this version.");
    }

    @Test
    void a_database_that_is_away_is_found() {
        // given
        PGSimpleDataSource nobody = new PGSimpleDataSource();
        nobody.setUrl("jdbc:postgresql://127.0.0.1:" + LoopbackPorts.free() + "/nothing");

        // when, then
        assertThat(whats(examine(nobody, Clock.systemUTC())))
                .containsExactly("The database budget does not answer (PSQLException).");
    }

    private Findings examine(DataSource work, Clock clock) {
        Findings findings = new Findings("database");
        new DatabaseExamination(
                        "budget",
                        "quarkus.datasource.\"budget\"",
                        work,
                        () -> flyway().load().info(),
                        false,
                        clock)
                .examine(findings);
        return findings;
    }

    private FluentConfiguration flyway() {
        return flyway(database);
    }

    private static FluentConfiguration flyway(ServiceDatabase database) {
        return Flyway.configure()
                .dataSource(login(database, database.owner()))
                .locations("db/request-budget")
                .table("request_budget_history")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .ignoreMigrationPatterns("*:future", "*:missing")
                .placeholders(Map.of(RequestBudget.WORK_ROLE, database.worker()));
    }

    private DataSource login(String role) {
        return login(database, role);
    }

    private static DataSource login(ServiceDatabase database, String role) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.url());
        source.setUser(role);
        source.setPassword(database.password());
        return source;
    }

    private static List<String> whats(Findings findings) {
        return findings.toMend().stream().map(Finding::what).toList();
    }
}
