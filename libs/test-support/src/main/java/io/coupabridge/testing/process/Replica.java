package io.coupabridge.local.fault;

import io.coupabridge.testing.process.ChildProcess;
import io.coupabridge.testing.process.LoopbackPorts;
import java.io.IOException;
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
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** One replica of a service: its packaged jar as a process of its own, on a port of its own. Not thread-safe. */
final class Replica implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_GRACE = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private final int port = LoopbackPorts.free();
    private ChildProcess process;
    private boolean paused;

    /**
     * @param module whose packaged jar runs, such as {@code roster-service}
     * @param environment configures it, but for its port
     * @param properties configure it, for names that the environment cannot say
     */
    Replica(String module, Map<String, String> environment, Map<String, String> properties, Path log) {
        this.command = command(module, properties);
        this.environment = new HashMap<>(environment);
        this.environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        this.log = log;
    }

    private static List<String> command(String module, Map<String, String> properties) {
        Path jar = Path.of("..", "..", module, "target", "quarkus-app", "quarkus-run.jar")
                .toAbsolutePath()
                .normalize();
        if (!Files.exists(jar)) {
            throw new IllegalStateException(
                    jar + " is missing. These tests run packaged services: use 'mvn verify', or "
                            + "first 'mvn -DskipTests package'.");
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    Replica start() {
        process = ChildProcess.start("replica on port " + port, command, environment, log, "TERM");
        return this;
    }

    Replica awaitReady() {
        Awaitility.await("readiness of the replica that logs to " + log)
                .atMost(START_LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .until(this::ready);
        return this;
    }

    /** Where it answers over HTTP. */
    String origin() {
        return "http://127.0.0.1:" + port;
    }

    /** The most memory that the process has held so far, in megabytes; 0 where the system does not tell. */
    long mostResidentMegabytes() {
        try (Stream<String> status = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return status.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    boolean alive() {
        return process != null && process.alive();
    }

    /** Waits until one of them is ready, at most so long. */
    static void awaitAnyReady(List<Replica> replicas, Duration atMost) {
        Awaitility.await("readiness of a replica")
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> replicas.stream().anyMatch(Replica::ready));
    }

    /** Runs, is not paused, and says that it works. */
    boolean ready() {
        return alive() && !paused && health("ready").status() == 200;
    }

    /** What a probe says; status 0 while the port does not answer. */
    Health health(String probe) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(origin() + "/q/health/" + probe))
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

    record Health(int status, String body) {}

    /** {@code kill -9}. */
    void kill() {
        process.kill();
    }

    /** {@link #kill} if it was ever started. */
    void abandon() {
        if (process != null) {
            process.kill();
        }
    }

    void pause() {
        process.pause();
        paused = true;
    }

    void resume() {
        process.resume();
        paused = false;
    }

    /** {@code SIGTERM}, and returns when it is gone. */
    void stop() {
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
