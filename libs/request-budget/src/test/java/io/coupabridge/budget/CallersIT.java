package io.coupabridge.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.budget.RequestBudget.Settings;
import io.coupabridge.testing.TestPostgres;
import io.coupabridge.testing.postgres.ServiceDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A service's role may call the budget's functions, and nothing else there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallersIT {

    /** Wide slots: what is tried here takes no pool of connections, and may be slow. */
    private static final Settings SETTINGS =
            new Settings(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(10));

    /** Of Coupa's silences. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private static final String DENIED = "42501";
    private static final String SENSELESS = "22023";

    private final ServiceDatabase database = TestPostgres.shared().serviceDatabase("roster", "expense");
    private final RequestBudget budget = new RequestBudget(dataSource("roster"), SETTINGS);

    private String host;

    @BeforeAll
    void migrate() {
        migrateFor("roster");
        // as the next service does
        migrateFor("expense");
    }

    @BeforeEach
    void nameAHost() {
        host = UUID.randomUUID() + ".coupahost.com";
    }

    private void migrateFor(String worker) {
        Flyway.configure()
                .dataSource(database.url(), database.owner(), database.password())
                .locations(RequestBudget.MIGRATIONS)
                .table(RequestBudget.SCHEMA_HISTORY_TABLE)
                .placeholders(Map.of(RequestBudget.WORK_ROLE, worker))
                .load()
                .migrate();
    }

    @ParameterizedTest
    @ValueSource(strings = {"roster", "expense"})
    void does_all_that_a_service_does_with_the_budget(String worker) {
        // given
        RequestBudget its = new RequestBudget(dataSource(worker), SETTINGS);

        // when
        assertThat(its.reserve(host, "acme/a", 10, 1)).hasSize(1);
        its.answered(host, "acme/a", "/api/users", Duration.ofMillis(20));
        its.ceilingChanged(host, "acme", "acme/b", 5);
        its.throttled(host, Optional.of(Duration.ofSeconds(30)));

        // then
        assertThat(its.hosts().blocked()).isPositive();
        assertThatThrownBy(() -> its.reserve(host, "acme/a", 10, 1)).isInstanceOf(BudgetBlockedException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update request_budget set blocked_until = 'infinity'",
                "insert into request_budget (host_key) values ('x')",
                "delete from request_budget",
                "select * from request_budget",
                "truncate request_budget cascade",
                "select * from request_budget_holder",
                "update request_budget_holder set ceiling = 1",
                "delete from request_budget_holder",
                "delete from request_budget_history",
                "select locked_budget('acme.coupahost.com')",
                "select lowered_rate(1)",
                "select * from reserved_request_slots('x', 'x', 1, 1, '0', '1s', '0', false, null, null)",
                "alter table request_budget add column x text",
                "drop table request_budget_holder",
                "alter function block_request_slots(text, interval) security invoker",
                "create or replace function longest_block() returns interval language sql return interval '9 years'",
                "create table mine (x int)",
                "create function mine() returns int language sql return 1",
                "create temporary table request_budget (x int)"
            })
    void is_refused_everything_else(String statement) {
        assertThatThrownBy(() -> execute("roster", statement))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        e -> assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo(DENIED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select reserve_request_slots('h', 'a', 0, 1, '0', '1s', '0', false, null, null)",
                "select reserve_request_slots('h', 'a', -1, 1, '0', '1s', '0', false, null, null)",
                "select reserve_request_slots('h', 'a', null, 1, '0', '1s', '0', false, null, null)",
                "select reserve_request_slots('h', 'a', 10, 2000000000, '0', '1s', '0', false, null, null)",
                "select reserve_request_slots('h', 'a', 10, null, '0', '1s', '0', false, null, null)",
                "select reserve_request_slots('h', 'a', 10, 1, '9 years', '1s', '0', false, null, null)",
                "select reserve_request_slots('h', 'a', 10, 1, '0', '9 years', '9 years', false, null, null)",
                "select reserve_request_slots('h', 'a', 10, 1, '0', '1s', '1 hour', false, null, null)",
                "select reserve_request_slots('h', 'a', 10, 1, '0', '1s', '-1 hour', false, null, null)",
                "select reserve_request_slots('h', 'a', 10, 1, '0', '1s', null, false, null, null)",
                // as long as a second where intervals are compared, and five days where they are added
                "select reserve_request_slots('h', 'a', 10, 1, '0', '12 mons -360 days 1 second', '0', false, null, null)",
                "select reserve_request_slots('h', 'a', 10, 1, '0', '1s', '0', true, 'x', -1)",
                "select reserve_request_slots('h', 'a', 10, 1, '0', '1s', '0', true, 'x', 3600001)",
                "select reserve_request_slots('h', 'a', 10, 1, '0', '1s', '0', true, 'x', 'NaN')",
                "select reserve_request_slots('h', 'a', 10, 1, '0', '1s', '0', true, repeat('x', 2001), 1)",
                "select reserve_request_slots('h', repeat('x', 301), 10, 1, '0', '1s', '0', false, null, null)",
                "select reserve_request_slots('h', '', 10, 1, '0', '1s', '0', false, null, null)",
                "select reserve_request_slots(repeat('h', 301), 'a', 10, 1, '0', '1s', '0', false, null, null)",
                "select reserve_request_slots(null, 'a', 10, 1, '0', '1s', '0', false, null, null)",
                "select block_request_slots(repeat('h', 301), '1s')",
                "select block_request_slots(null, '1s')",
                "select tell_request_ceiling('h', 'acme/', 'acme/a', 0)",
                "select tell_request_ceiling('h', 'acme/', 'acme/a', null)",
                "select tell_request_ceiling('h', '', 'acme/a', 10)",
                "select tell_request_ceiling('h', '/', 'acme/a', 10)",
                // a family is one tenant, and not all whose names begin alike
                "select tell_request_ceiling('h', 'a', 'acme/a', 10)",
                "select tell_request_ceiling('h', 'acme/', repeat('x', 301), 10)"
            })
    void is_refused_what_makes_no_sense_and_the_host_goes_on(String call) {
        // given
        String ofHost = call.replace("'h'", "'" + host + "'");
        budget.reserve(host, "acme/a", 10, 1);

        // when
        assertThatThrownBy(() -> execute("expense", ofHost))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        e -> assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo(SENSELESS));

        // then
        assertThat(budget.reserve(host, "acme/b", 10, 1)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"'9 years'", "'1000000 hours'", "'-9 years'", "'0'", "null", "'178000000 years'", "'25:00:00'"})
    void blocks_a_host_for_a_day_at_most_whatever_it_asks_for(String retryAfter) throws SQLException {
        // when
        for (int i = 0; i < 3; i++) {
            execute("roster", "select block_request_slots('" + host + "', " + retryAfter + ")");
        }

        // then
        assertThat(stopFor()).isLessThanOrEqualTo(LONGEST);
    }

    /** As long as a day where intervals are compared, and six where they are added. */
    @Test
    void one_call_blocks_a_host_for_a_day_at_most_however_it_is_written() throws SQLException {
        // when
        execute("roster", "select block_request_slots('" + host + "', '12 mons -359 days')");

        // then
        assertThat(stopFor()).isLessThanOrEqualTo(LONGEST);
    }

    @Test
    void a_role_that_may_not_call_is_told_that_the_database_refuses() {
        // given
        TestPostgres.shared().serviceDatabase("stranger");
        TestPostgres.execute(
                database.url(), "grant connect on database " + database.url().replaceAll(".*/", "") + " to stranger");
        RequestBudget strangers = new RequestBudget(dataSource("stranger"), SETTINGS);

        // when / then
        assertThatThrownBy(() -> strangers.reserve(host, "acme/a", 10, 1))
                .isInstanceOf(BudgetUnavailableException.class)
                .hasMessageContaining("database refuses");
    }

    /** Whoever may log in can hold it. */
    @Test
    void a_lock_that_somebody_holds_stops_a_migration_with_a_sentence_and_not_for_ever() throws SQLException {
        try (Connection other = dataSource("roster").getConnection();
                Statement statement = other.createStatement()) {
            // given
            statement.execute("select pg_advisory_lock(hashtext('request_budget'))");

            // when / then
            assertThatThrownBy(() -> migrateFor("expense"))
                    .hasMessageContaining("Another session holds the lock of the request budget");
        }
    }

    /** A damage from before the roles were separated, or a clock that was set back. */
    @ParameterizedTest
    @ValueSource(strings = {"infinity", "2999-01-01"})
    void a_host_that_is_blocked_for_ever_goes_on_a_day_later_at_the_latest(String until) throws SQLException {
        // given
        execute("roster", "select block_request_slots('" + host + "', '1s')");
        TestPostgres.execute(
                database.url(),
                "update request_budget set blocked_until = '" + until + "' where host_key = '" + host + "'");

        // when
        assertThatThrownBy(() -> budget.reserve(host, "acme/a", 10, 1))
                .isInstanceOfSatisfying(
                        BudgetBlockedException.class,
                        e -> assertThat(e.retryIn()).isLessThanOrEqualTo(LONGEST));

        // then
        assertThat(stopFor()).isLessThanOrEqualTo(LONGEST);
    }

    /** Whoever may make objects elsewhere cannot put them before the budget's own. */
    @Test
    void its_functions_look_for_names_in_their_own_schema_alone() throws SQLException {
        assertThat(texts(
                        "select unnest(proconfig) from pg_proc p where prosecdef and proname in ('reserve_request_slots',"
                                + " 'block_request_slots', 'tell_request_ceiling', 'request_budget_hosts')"))
                .hasSize(4)
                .containsOnly("search_path=pg_catalog, public, pg_temp");
    }

    @Test
    void no_function_of_the_budget_is_everybodys() throws SQLException {
        assertThat(texts("select proname from pg_proc p where pronamespace = 'public'::regnamespace"
                        + " and has_function_privilege('public', p.oid, 'execute')"))
                .isEmpty();
    }

    private Duration stopFor() throws SQLException {
        return Duration.ofSeconds(Long.parseLong(
                texts("select greatest(0, ceil(extract(epoch from blocked_until - clock_timestamp())))::bigint"
                                + " from request_budget where isfinite(blocked_until) and host_key = '" + host + "'")
                        .get(0)));
    }

    private List<String> texts(String query) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(database.url(), TestPostgres.USER, TestPostgres.PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    private void execute(String worker, String sql) throws SQLException {
        try (Connection connection = dataSource(worker).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private PGSimpleDataSource dataSource(String worker) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.url());
        source.setUser(worker);
        source.setPassword(database.password());
        return source;
    }
}
