package io.coupabridge.testing.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.awaitility.Awaitility;

/** One replica of a service: its packaged jar as a process of its own, on a port of its own. Not thread-safe. */
public final class Replica implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_GRACE = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final List<String> command = new ArrayList<>();
    private final Map<String, String> environment;
    private final Path log;
    private final int port = LoopbackPorts.free();
    private final int managementPort = LoopbackPorts.free();
    private ChildProcess process;
    private boolean paused;

    /**
     * Not started yet.
     *
     * @param project the checkout's directory
     * @param module whose packaged jar runs, such as {@code roster-service}
     * @param jvm options of its JVM, such as {@code -Xmx192m}
     * @param environment configures it, but for its ports
     * @throws IllegalStateException when the jar has not been built
     */
    public Replica(Path project, String module, List<String> jvm, Map<String, String> environment, Path log) {
        this(project, module, Jdk.current(), jvm, environment, log);
    }

    /** The same on a Java of one's choice. */
    public Replica(Path project, String module, Jdk jdk, List<String> jvm, Map<String, String> environment, Path log) {
        Path jar = jar(project, module);
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is missing. Here packaged services run: use 'mvn verify', or first "
                    + "'mvn -DskipTests package'.");
        }
        command.add(jdk.java());
        command.addAll(jvm);
        command.addAll(List.of("-jar", jar.toString()));
        this.environment = new HashMap<>(environment);
        this.environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        this.environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
        this.log = log;
    }

    /**
     * This replica, not started yet, with one more jar on its class path: that of a task that the service was not built
     * with. It starts by the main class instead of {@code -jar}, which takes no class path. A {@code TaskProvider} in the
     * jar makes its task known, so that token-service needs a keyset for it
     * ({@code COUPABRIDGE_KEYSETS_SUPPLIER_TOKENS}).
     *
     * <p>Quarkus finds no beans in the jar, as it looked for them when the service was built. Leave {@code
     * application.properties} out of the jar: Quarkus may take its settings for those of the service.
     *
     * @throws IllegalStateException when there is no such jar
     */
    public Replica withJar(Path extra) {
        if (!Files.exists(extra)) {
            throw new IllegalStateException(extra + " is missing. Use 'mvn verify', which makes it.");
        }
        int jar = command.indexOf("-jar");
        Path service = Path.of(command.get(jar + 1));
        command.set(jar, "-cp");
        command.set(
                jar + 1, service + File.pathSeparator + extra.toAbsolutePath().normalize());
        command.add(jar + 2, mainClass(service));
        return this;
    }

    private static String mainClass(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A module's packaged jar. */
    public static Path jar(Path project, String module) {
        return project.resolve(Path.of(module, "target", "quarkus-app", "quarkus-run.jar"))
                .toAbsolutePath()
                .normalize();
    }

    public Replica start() {
        process = ChildProcess.start("replica on port " + port, command, environment, log, "TERM");
        return this;
    }

    /** @throws org.awaitility.core.ConditionTimeoutException when it is not ready within a minute */
    public Replica awaitReady() {
        Awaitility.await("readiness of the replica that logs to " + log)
                .atMost(START_LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .until(this::ready);
        return this;
    }

    /** Of the process that runs now. */
    public long pid() {
        return process.pid();
    }

    /** Takes what it prints. */
    public Path log() {
        return log;
    }

    /** Where it answers over HTTP. */
    public String origin() {
        return "http://127.0.0.1:" + port;
    }

    /** Where its health and metrics are. */
    public String managementOrigin() {
        return "http://127.0.0.1:" + managementPort;
    }

    public boolean alive() {
        return process != null && process.alive();
    }

    /** @throws IllegalStateException when its process has ended, with the last that it logged */
    public void requireAlive() {
        if (!alive()) {
            throw new IllegalStateException(process.describeEnd(20));
        }
    }

    /** Waits until one of them is ready, at most so long. */
    public static void awaitAnyReady(List<Replica> replicas, Duration atMost) {
        Awaitility.await("readiness of a replica")
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> replicas.stream().anyMatch(Replica::ready));
    }

    /** Runs, is not paused, and says that it works. */
    public boolean ready() {
        return alive() && !paused && health("ready").status() == 200;
    }

    /** What a probe says; status 0 while the port does not answer. */
    public Health health(String probe) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(managementOrigin() + "/q/health/" + probe))
                .timeout(PATIENCE)
                .build();
        try {
            HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            return new Health(answer.statusCode(), answer.body());
        } catch (IOException e) {
            return new Health(0, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public record Health(int status, String body) {}

    /** {@code kill -9}. */
    public void kill() {
        process.kill();
    }

    /** {@link #kill} if it was ever started. */
    public void abandon() {
        if (process != null) {
            process.kill();
        }
    }

    public void pause() {
        process.pause();
        paused = true;
    }

    public void resume() {
        process.resume();
        paused = false;
    }

    /** {@code SIGTERM}, and returns at once. */
    public void terminate() {
        process.terminate();
    }

    /** @return whether it has ended within the time */
    public boolean awaitExit(Duration time) {
        return process.awaitExit(time);
    }

    /** Of a process that has ended. */
    public int exitCode() {
        return process.exitCode();
    }

    /** {@code SIGTERM}, and returns when it is gone. */
    public void stop() {
        if (paused) {
            resume();
        }
        process.stop(STOP_GRACE);
    }

    @Override
    public void close() {
        if (process != null) {
            stop();
        }
    }
}
