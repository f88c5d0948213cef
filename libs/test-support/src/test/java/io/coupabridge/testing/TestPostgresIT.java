package io.coupabridge.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class TestPostgresIT {

    @Test
    void keeps_committed_rows_and_its_port_through_a_kill() throws SQLException {
        try (TestPostgres postgres = TestPostgres.start()) {
            // given
            String url = postgres.freshDatabase();
            execute(url, "create table kept (name text)");
            execute(url, "insert into kept values ('here')");

            // when
            postgres.kill();
            postgres.restart();

            // then
            assertThat(firstText(url, "select name from kept")).isEqualTo("here");
        }
    }

    /** A killed postmaster's children go on with what they are at. */
    @Test
    void answers_nobody_once_it_is_killed() throws SQLException {
        try (TestPostgres postgres = TestPostgres.start()) {
            // given
            String url = postgres.freshDatabase();
            CompletableFuture<String> busy = CompletableFuture.supplyAsync(
                    () -> unchecked(() -> firstText(url, "select count(*) from generate_series(1, 20000000)")));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> firstText(
                                    url, "select count(*) from pg_stat_activity where query like '%series(1, 2%'")
                            .equals("2"));

            // when
            postgres.kill();

            // then
            assertThat(busy).failsWithin(Duration.ofSeconds(60));
        }
    }

    @Test
    void gives_each_caller_an_empty_database() throws SQLException {
        // given
        String one = TestPostgres.shared().freshDatabase();
        execute(one, "create table mine (name text)");

        // when
        String other = TestPostgres.shared().freshDatabase();

        // then
        assertThat(firstText(other, "select count(*) from pg_tables where tablename = 'mine'"))
                .isEqualTo("0");
    }

    private interface Question {
        String ask() throws SQLException;
    }

    private static String unchecked(Question question) {
        try {
            return question.ask();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String firstText(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
