package io.coupabridge.testing.postgres;

import io.coupabridge.testing.process.ChildProcess;
import io.coupabridge.testing.process.StartUp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * PostgreSQL as a process of its own on 127.0.0.1, also for root. Its data directory survives a {@link #kill()}; the
 * port stays the same over restarts. It does not outlive this JVM.
 */
public final class PostgresProcess implements PostgresServer {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_GRACE = Duration.ofSeconds(10);

    private final Path directory;
    private final Path log;
    private final int port;
    private final String password;
    private final boolean durable;
    private final List<String> settings;
    private ChildProcess process;

    /** @param settings beside those of every server, such as {@code jit=off} */
    PostgresProcess(Path directory, Path log, int port, String password, boolean durable, List<String> settings) {
        this.directory = directory.toAbsolutePath();
        this.log = log.toAbsolutePath();
        this.settings = List.copyOf(settings);
        this.port = port;
        this.password = password;
        this.durable = durable;
    }

    /**
     * Starts the server and returns when it answers.
     *
     * @param directory of its data; made when missing, used as it is when not
     * @param log takes what the server prints
     * @param password of {@link #USER}; settled when the directory is made
     * @param durable whether it waits for the disk; without, a killed server still loses nothing, a machine that loses
     *     its power does
     * @throws IllegalStateException when it does not answer in time; the message quotes the log's end
     */
    public static PostgresProcess start(Path directory, Path log, int port, String password, boolean durable) {
        PostgresProcess postgres = new PostgresProcess(directory, log, port, password, durable, List.of());
        postgres.start();
        return postgres;
    }

    @Override
    public synchronized void start() {
        if (process != null && process.alive()) {
            return;
        }
        initialise();
        // when somebody else killed the server, its children may hold its memory for a moment
        RuntimeException last = null;
        for (int attempt = 0; attempt < 20; attempt++) {
            process = ChildProcess.start("PostgreSQL", command(), Map.of("LC_ALL", "C"), log, "INT");
            try {
                StartUp.await(process, START_LIMIT, this::answers);
                return;
            } catch (IllegalStateException e) {
                last = e;
                if (process.lastLines(5).stream().noneMatch(line -> line.contains("shared memory block"))) {
                    break;
                }
                process.awaitExit(Duration.ofMillis(200));
            }
        }
        throw last;
    }

    @Override
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=" + USER + "&password=" + password;
    }

    public ChildProcess process() {
        return process;
    }

    @Override
    public synchronized void stop() {
        process.stop(STOP_GRACE);
    }

    /** The whole server, as when its container dies: the children of a killed postmaster would answer for a moment. */
    @Override
    public synchronized void kill() {
        List<ProcessHandle> children = ProcessHandle.of(process.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .toList();
        process.kill();
        children.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle child : children) {
            // where nobody reaps it, it stays on as a zombie, which answers nobody either
            child.onExit()
                    .completeOnTimeout(child, STOP_GRACE.toSeconds(), TimeUnit.SECONDS)
                    .join();
        }
    }

    @Override
    public void pause() {
        process.pause();
    }

    @Override
    public void resume() {
        process.resume();
    }

    @Override
    public void close() {
        stop();
    }

    private void initialise() {
        if (Files.exists(directory.resolve("PG_VERSION"))) {
            return;
        }
        try {
            Files.createDirectories(directory.getParent());
            Path passwordFile = Files.createTempFile(
                    directory.getParent(),
                    "password",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.writeString(passwordFile, password + "\n");
                List<String> initdb = asOrdinaryUser("initdb");
                initdb.addAll(List.of(
                        "--pgdata=" + directory,
                        "--username=" + USER,
                        "--pwfile=" + passwordFile,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--no-sync"));
                ChildProcess child = ChildProcess.start("initdb", initdb, Map.of(), log, "TERM");
                if (!child.awaitExit(START_LIMIT) || child.exitCode() != 0) {
                    child.kill();
                    throw new IllegalStateException(
                            "PostgreSQL's data directory cannot be made: " + child.describeEnd(20));
                }
            } finally {
                Files.delete(passwordFile);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command() {
        List<String> command = asOrdinaryUser("postgres");
        command.addAll(List.of("-D", directory.toString(), "-p", Integer.toString(port), "-h", "127.0.0.1"));
        command.addAll(List.of("-c", "unix_socket_directories=", "-c", "max_connections=300"));
        command.addAll(List.of("-c", "shared_buffers=64MB", "-c", "timezone=UTC", "-c", "log_timezone=UTC"));
        if (!durable) {
            command.addAll(List.of("-c", "fsync=off", "-c", "full_page_writes=off"));
        }
        settings.forEach(setting -> command.addAll(List.of("-c", setting)));
        return command;
    }

    /** PostgreSQL refuses root; a user namespace takes root's name away without needing another account. */
    private static List<String> asOrdinaryUser(String program) {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(PostgresBinaries.directory().resolve("bin").resolve(program).toString());
        return command;
    }
}
