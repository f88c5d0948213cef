package io.coupabridge.edge.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.coupabridge.testing.TestPostgres;
import io.coupabridge.testing.postgres.ServiceDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a server that hangs, lacks its standby, or takes no writes. */
@Timeout(300)
class WriteProbeIT {

    /** Usually four seconds. */
    private static final Duration TOLD = Duration.ofSeconds(25);

    private static TestPostgres postgres;

    private ServiceDatabase database;
    private AgroalDataSource service;
    private WriteProbe writes;
    private Probe probe;

    @BeforeAll
    static void startPostgres() {
        postgres = TestPostgres.start();
    }

    @AfterAll
    static void stopPostgres() {
        postgres.close();
    }

    @BeforeEach
    void probe() throws SQLException {
        database = postgres.serviceDatabase();
        service = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(1)
                        .acquisitionTimeout(Duration.ofSeconds(3))
                        .connectionFactoryConfiguration(connection -> connection
                                .jdbcUrl(database.url())
                                .principal(new NamePrincipal(database.worker()))
                                .credential(new SimplePassword(database.password()))
                                .jdbcProperty("connectTimeout", "3")
                                .jdbcProperty("socketTimeout", "10"))));
        writes = new WriteProbe(service);
        probe = new Probe("database", () -> {
            String trouble = writes.trouble();
            return trouble.isEmpty() ? Map.of() : Map.of("database", trouble);
        });
    }

    @AfterEach
    void close() {
        probe.close();
        writes.close();
        service.close();
    }

    @Test
    void stores_as_a_role_that_only_works() {
        assertThat(writes.trouble()).isEmpty();
    }

    @Test
    void stores_while_the_service_uses_up_its_own_connections() throws SQLException {
        try (Connection all = service.getConnection()) {
            assertThat(all.isValid(5)).isTrue();
            assertThat(writes.trouble()).isEmpty();
        }
    }

    @Test
    void a_server_that_hangs_is_told_while_nobody_waits_for_it_and_so_is_its_return() {
        // given
        probe.start();
        await().atMost(TOLD).until(() -> probe.troubles().isEmpty());

        // when
        postgres.pause();
        long start = System.nanoTime();

        // then
        await().atMost(TOLD)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !probe.troubles().isEmpty());
        System.out.printf("A hung server is told after %d ms.%n", (System.nanoTime() - start) / 1_000_000);

        // when
        postgres.resume();
        start = System.nanoTime();

        // then
        await().atMost(TOLD)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> probe.troubles().isEmpty());
        System.out.printf("Its return is told after %d ms.%n", (System.nanoTime() - start) / 1_000_000);
    }

    @Test
    void a_synchronous_standby_that_is_away_is_told_and_no_session_is_left_waiting() throws SQLException {
        // given
        assertThat(writes.trouble()).isEmpty();
        inServer("alter system set synchronous_standby_names = 'nobody'");
        inServer("select pg_reload_conf()");
        try {
            // when
            await().atMost(TOLD).until(() -> writes.trouble().equals("does not get its standby's acknowledgement"));

            // then
            assertThat(waitingForStandby()).isZero();
        } finally {
            inServer("alter system reset synchronous_standby_names");
            inServer("select pg_reload_conf()");
        }
        await().atMost(TOLD).until(() -> writes.trouble().isEmpty());
    }

    @Test
    void a_database_that_is_read_only_is_told_and_so_is_one_that_is_not_any_more() {
        // given
        assertThat(writes.trouble()).isEmpty();

        // when
        String name = database.url().replaceAll(".*/", "");
        inServer("alter database \"" + name + "\" set default_transaction_read_only = on");
        inServer("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name
                + "' and pid <> pg_backend_pid()");

        // then
        await().atMost(TOLD).until(() -> writes.trouble().startsWith("takes no writes"));

        // when
        inServer("begin; set transaction read write; alter database \"" + name
                + "\" reset default_transaction_read_only; commit");

        // then
        await().atMost(TOLD).until(() -> writes.trouble().isEmpty());
    }

    @Test
    void finds_a_server_that_was_killed_and_came_back() {
        // given
        assertThat(writes.trouble()).isEmpty();

        // when
        postgres.kill();

        // then
        assertThat(writes.trouble()).startsWith("does not answer");

        // when
        postgres.restart();

        // then
        await().atMost(TOLD).until(() -> writes.trouble().isEmpty());
    }

    private long waitingForStandby() throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(database.url(), TestPostgres.USER, TestPostgres.PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select count(*) from pg_stat_activity where wait_event = 'SyncRep'")) {
            row.next();
            return row.getLong(1);
        }
    }

    private void inServer(String sql) {
        TestPostgres.execute(database.url(), sql);
    }
}
