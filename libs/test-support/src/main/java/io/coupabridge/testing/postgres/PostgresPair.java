package io.coupabridge.testing.postgres;

import io.coupabridge.testing.process.LoopbackPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * A PostgreSQL primary and a synchronous standby, which has each commit before it counts, behind one JDBC URL that leads to
 * whichever is the primary. It does not outlive this JVM.
 */
public final class PostgresPair implements PostgresServer {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String STANDBY = "standby";

    private final String password;
    private final int primaryPort;
    private final int standbyPort;
    private final PostgresProcess primary;
    private final PostgresProcess standby;

    private PostgresPair(Path directory, String password) {
        this.password = password;
        this.primaryPort = LoopbackPorts.free();
        this.standbyPort = LoopbackPorts.free();
        Path data = directory.resolve("primary");
        Path copy = directory.resolve("standby");
        this.primary = new PostgresProcess(
                data,
                directory.resolve("primary.log"),
                primaryPort,
                password,
                false,
                // what the standby has not read yet stays
                List.of("wal_keep_size=512MB"));
        this.standby = new PostgresProcess(
                copy,
                directory.resolve("standby.log"),
                standbyPort,
                password,
                false,
                List.of("primary_conninfo=host=127.0.0.1 port=" + primaryPort + " user=" + USER + " password="
                        + password + " application_name=" + STANDBY));
        primary.start();
        primary.stop();
        copy(data, copy);
        primary.start();
        standby.start();
        synchronous();
    }

    /** Starts both, and returns when the standby has what the primary has. */
    public static PostgresPair start(Path directory, String password) {
        return new PostgresPair(directory.toAbsolutePath(), password);
    }

    /** {@code kill -9} of the primary, as when its machine dies. Nobody is primary then. */
    public void killPrimary() {
        primary.kill();
    }

    /** Makes the standby the primary, as an operator of a cluster does. */
    public void promote() {
        try (Connection connection = DriverManager.getConnection(standby.jdbcUrl(USER));
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_promote()");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each commit waits while it is paused. */
    public PostgresProcess standby() {
        return standby;
    }

    @Override
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + primaryPort + ",127.0.0.1:" + standbyPort + "/" + database
                + "?targetServerType=primary&user=" + USER + "&password=" + password;
    }

    @Override
    public void start() {
        primary.start();
        standby.start();
    }

    @Override
    public void stop() {
        standby.stop();
        primary.stop();
    }

    @Override
    public void kill() {
        primary.kill();
        standby.kill();
    }

    @Override
    public void pause() {
        primary.pause();
        standby.pause();
    }

    @Override
    public void resume() {
        primary.resume();
        standby.resume();
    }

    @Override
    public void close() {
        kill();
    }

    private void synchronous() {
        try (Connection connection = DriverManager.getConnection(primary.jdbcUrl(USER));
                Statement statement = connection.createStatement()) {
            statement.execute("alter system set synchronous_standby_names = '" + STANDBY + "'");
            statement.execute("select pg_reload_conf()");
            Awaitility.await("a synchronous standby").atMost(LIMIT).until(() -> isSynchronous(statement));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isSynchronous(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                "select 1 from pg_stat_replication where sync_state = 'sync' and state = 'streaming'")) {
            return row.next();
        }
    }

    /** With modes and times, which PostgreSQL looks at. */
    private static void copy(Path from, Path to) {
        try {
            Process copy = new ProcessBuilder("cp", "-a", from.toString(), to.toString())
                    .inheritIO()
                    .start();
            if (copy.waitFor() != 0) {
                throw new IllegalStateException("The data of the standby cannot be copied to " + to + ".");
            }
            Files.createFile(to.resolve("standby.signal"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
