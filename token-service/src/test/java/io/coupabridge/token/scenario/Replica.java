package io.coupabridge.token.scenario;

import static org.awaitility.Awaitility.await;

import io.coupabridge.testing.process.ChildProcess;
import io.coupabridge.testing.process.Jdk;
import io.coupabridge.testing.process.LoopbackPorts;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/** The packaged service as a process of its own. */
public final class Replica implements AutoCloseable {

    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final Duration START = Duration.ofSeconds(90);

    private final ChildProcess process;
    private final int port;
    private final int managementPort;

    private Replica(ChildProcess process, int port, int managementPort) {
        this.process = process;
        this.port = port;
        this.managementPort = managementPort;
    }

    /** Starts it; {@link #awaitLive} waits for it. */
    public static Replica start(String name, Map<String, String> settings) {
        return start(name, settings, Map.of());
    }

    /** @param environment variables beside the settings */
    public static Replica start(String name, Map<String, String> settings, Map<String, String> environment) {
        return start(name, settings, environment, List.of("-jar", JAR.toString()));
    }

    /** The same with one more jar on its class path. */
    public static Replica start(String name, Map<String, String> settings, Path jar) {
        return start(name, settings, Map.of(), List.of("-cp", JAR + File.pathSeparator + jar, mainClass()));
    }

    private static String mainClass() {
        try (JarFile file = new JarFile(JAR.toFile())) {
            return file.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Replica start(
            String name, Map<String, String> settings, Map<String, String> environment, List<String> program) {
        int port = LoopbackPorts.free();
        int managementPort = LoopbackPorts.free();
        List<String> command = new ArrayList<>(
                List.of(Jdk.current().java(), "@" + Path.of("..", "deploy", "jvm.options"), "-Xmx192m"));
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-Dquarkus.http.port=" + port, "-Dquarkus.management.port=" + managementPort));
        command.add("-Dquarkus.shutdown.delay=0s");
        command.addAll(program);
        Path log = Path.of("target", "replicas", name + "-" + port + ".log");
        return new Replica(ChildProcess.start(name, command, environment, log, "TERM"), port, managementPort);
    }

    public ChildProcess process() {
        return process;
    }

    public int port() {
        return port;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public Replica awaitLive() {
        await().atMost(START)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> {
                    if (!process.alive()) {
                        throw new AssertionError(process.describeEnd(40));
                    }
                    return health("live").statusCode() == 200;
                });
        return this;
    }

    public Replica awaitReady() {
        await().atMost(START)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> health("ready").statusCode() == 200);
        return this;
    }

    public JsonPath readiness() {
        return health("ready").jsonPath();
    }

    /** @param probe such as {@code ready} */
    public Response health(String probe) {
        return RestAssured.get("http://127.0.0.1:" + managementPort + "/q/health/" + probe);
    }

    /** The value of a metric with its tags, such as {@code coupabridge_keyset_primary{keyset="roster-tokens"}}. */
    public double metric(String name) {
        return RestAssured.get("http://127.0.0.1:" + managementPort + "/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(Double.NaN);
    }

    public Response get(String path) {
        return Operator.given().get(url() + path);
    }

    /** Everything that it has written so far. */
    public String log() {
        try {
            return Files.readString(process.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
