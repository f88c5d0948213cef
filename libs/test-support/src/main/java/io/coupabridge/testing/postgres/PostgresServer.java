package io.coupabridge.testing.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL server that tests start, stop and kill; its data and its port stay the same over restarts. */
public interface PostgresServer extends AutoCloseable {

    /** The superuser of every server. */
    String USER = "postgres";

    /** The JDBC URL of a database, with user and password. */
    String jdbcUrl(String database);

    /** Starts a stopped or killed server again; returns when it answers. */
    void start();

    /** Stops the server in good order; open connections are closed. */
    void stop();

    /** {@code kill -9} of the postmaster. */
    void kill();

    /** Stops the server for good. */
    @Override
    void close();

    /** Makes an empty database, unless there is one of that name. */
    default void createDatabase(String database) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl(USER));
                Statement statement = connection.createStatement()) {
            if (!exists(statement, database)) {
                statement.execute("create database \"" + database + "\"");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The database " + database + " cannot be made: " + e.getMessage(), e);
        }
    }

    /** Whether a connection succeeds now. */
    default boolean answers() {
        try (Connection connection = DriverManager.getConnection(jdbcUrl(USER))) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    private static boolean exists(Statement statement, String database) throws SQLException {
        try (ResultSet found = statement.executeQuery("select 1 from pg_database where datname = '" + database + "'")) {
            return found.next();
        }
    }
}
