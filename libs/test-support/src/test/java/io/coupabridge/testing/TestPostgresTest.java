package io.coupabridge.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class TestPostgresTest {

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
