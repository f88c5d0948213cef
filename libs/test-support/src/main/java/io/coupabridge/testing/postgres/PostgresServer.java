package io.coupabridge.testing.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

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

    /** Suspends the whole server: its connections stay, and nobody answers on them. */
    void pause();

    /** Wakes it up. */
    void resume();

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

    /**
     * Makes an empty database as docs/operate.md says: with a role that owns it and roles that only work in it, all with the
     * password of {@link #USER}. What is there already stays.
     */
    default ServiceDatabase createServiceDatabase(String database, String password, String... workers) {
        ServiceDatabase made =
                new ServiceDatabase(withoutLogin(jdbcUrl(database)), database + "_owner", List.of(workers), password);
        try (Connection connection = DriverManager.getConnection(jdbcUrl(USER));
                Statement statement = connection.createStatement()) {
            createRole(statement, made.owner(), password);
            for (String worker : workers) {
                createRole(statement, worker, password);
            }
            if (!exists(statement, database)) {
                statement.execute("create database \"" + database + "\" owner \"" + made.owner() + "\"");
            }
            statement.execute("revoke all on database \"" + database + "\" from public");
            for (String worker : workers) {
                statement.execute("grant connect on database \"" + database + "\" to \"" + worker + "\"");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The database " + database + " cannot be made: " + e.getMessage(), e);
        }
        return made;
    }

    /** What is left of a URL of {@link #jdbcUrl}. */
    static String withoutLogin(String jdbcUrl) {
        return jdbcUrl.replaceAll("[?&]user=[^&]*&password=.*", "");
    }

    /** Whether a connection succeeds now. */
    default boolean answers() {
        try (Connection connection = DriverManager.getConnection(jdbcUrl(USER))) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    private static void createRole(Statement statement, String role, String password) throws SQLException {
        try (ResultSet found = statement.executeQuery("select 1 from pg_roles where rolname = '" + role + "'")) {
            if (found.next()) {
                return;
            }
        }
        statement.execute("create role \"" + role + "\" login password '" + password + "'");
    }

    private static boolean exists(Statement statement, String database) throws SQLException {
        try (ResultSet found = statement.executeQuery("select 1 from pg_database where datname = '" + database + "'")) {
            return found.next();
        }
    }
}
