package io.coupabridge.runtime.command;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Takes a database away from everybody, as an outage does, and gives it back. */
final class LedgerSwitch {

    private final String server;
    private final String database;

    /** @param jdbcUrl of the database, with user and password */
    LedgerSwitch(String jdbcUrl) {
        int from = jdbcUrl.lastIndexOf('/') + 1;
        int to = jdbcUrl.indexOf('?');
        this.database = jdbcUrl.substring(from, to);
        this.server = jdbcUrl.substring(0, from) + "postgres" + jdbcUrl.substring(to);
    }

    void off() {
        execute("alter database \"" + database + "\" allow_connections false");
        execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + database + "'");
    }

    void on() {
        execute("alter database \"" + database + "\" allow_connections true");
    }

    private void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(server);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
