package io.coupabridge.testing;

import io.coupabridge.testing.postgres.PostgresPair;
import io.coupabridge.testing.postgres.PostgresServer;
import io.coupabridge.testing.postgres.ServiceDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * A real PostgreSQL for tests. {@link #shared()} is one server for the whole JVM, on which each application takes a fresh
 * database; a test that stops or kills its server starts its own. Thread-safe.
 */
public final class TestPostgres implements AutoCloseable {

    /** User and password of every test server. */
    public static final String USER = PostgresServer.USER;

    public static final String PASSWORD = "test-only";

    private final PostgresServer server;

    private TestPostgres(PostgresServer server) {
        this.server = server;
    }

    /** The JVM's server, started at the first call; it cannot be stopped. */
    public static TestPostgres shared() {
        return Shared.POSTGRES;
    }

    /** A server of one's own; close it. */
    public static TestPostgres start() {
        return new TestPostgres(Infrastructure.chosen().startPostgres(PASSWORD));
    }

    /** A primary and its synchronous standby of one's own, always as processes, behind one JDBC URL; close them. */
    public static TestPostgres startPair() {
        Path directory = TemporaryDirectory.create("postgres-pair");
        PostgresPair pair = PostgresPair.start(directory, PASSWORD);
        TemporaryDirectory.deleteAtExit(directory, pair::kill);
        return new TestPostgres(pair);
    }

    /** Of {@link #startPair}. */
    public PostgresPair pair() {
        return (PostgresPair) server;
    }

    /** Makes an empty database and returns its JDBC URL, with user and password. */
    public String freshDatabase() {
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        server.createDatabase(name);
        return server.jdbcUrl(name);
    }

    /** An empty database with a role that owns it and one that works in it. */
    public ServiceDatabase serviceDatabase() {
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        return server.createServiceDatabase(name, PASSWORD, name + "_work");
    }

    /** The same with these roles that work in it, which may also work elsewhere on this server. */
    public ServiceDatabase serviceDatabase(String... workers) {
        return server.createServiceDatabase(
                "test_" + UUID.randomUUID().toString().replace("-", ""), PASSWORD, workers);
    }

    /** Runs a statement as the superuser: what a role that only works may not. */
    public static void execute(String jdbcUrl, String sql) {
        run(jdbcUrl, sql, statement -> statement.execute(sql));
    }

    /** What a query as the superuser finds first, as text; null when it finds nothing. */
    public static String query(String jdbcUrl, String sql) {
        return run(jdbcUrl, sql, statement -> {
            ResultSet rows = statement.executeQuery(sql);
            return rows.next() ? rows.getString(1) : null;
        });
    }

    private static <T> T run(String jdbcUrl, String sql, Work<T> work) {
        try (Connection connection = DriverManager.getConnection(PostgresServer.withoutLogin(jdbcUrl), USER, PASSWORD);
                Statement statement = connection.createStatement()) {
            return work.with(statement);
        } catch (SQLException e) {
            throw new IllegalStateException("The database refuses '" + sql + "': " + e.getMessage(), e);
        }
    }

    private interface Work<T> {
        T with(Statement statement) throws SQLException;
    }

    /** Stops the server in good order; open connections are closed. */
    public void stop() {
        server.stop();
    }

    /** {@code kill -9} of the postmaster. */
    public void kill() {
        server.kill();
    }

    /** Starts the stopped or killed server again, on the same data and port. */
    public void restart() {
        server.start();
    }

    /** Suspends it: its connections stay, and nobody answers on them. */
    public void pause() {
        server.pause();
    }

    public void resume() {
        server.resume();
    }

    @Override
    public void close() {
        server.close();
    }

    private static final class Shared {
        static final TestPostgres POSTGRES = new TestPostgres(new SharedPostgres(
                SharedServer.address("postgres", () -> start().server.jdbcUrl(SharedPostgres.ANY))));
    }
}
