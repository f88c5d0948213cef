package io.coupabridge.testing.keycloak;

import io.coupabridge.testing.process.ChildProcess;
import io.coupabridge.testing.process.LoopbackPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** A Keycloak as a process on loopback, with an empty database in its memory. It does not outlive this JVM. */
public final class KeycloakServer {

    /** The property with the directory of an unpacked distribution. */
    public static final String PROPERTY = "test.keycloak";

    private static final Duration LIMIT = Duration.ofMinutes(4);

    private final ChildProcess process;
    private final String url;

    private KeycloakServer(ChildProcess process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Whether this build has a distribution to start. */
    public static boolean isThere() {
        return System.getProperty(PROPERTY) != null;
    }

    /** Starts one of the distribution that {@link #PROPERTY} names. */
    public static KeycloakServer start() {
        Path distribution = Path.of(System.getProperty(PROPERTY));
        prepare(distribution);
        int port = LoopbackPorts.free();
        String url = "http://127.0.0.1:" + port;
        ChildProcess process = run(
                distribution,
                "keycloak-" + port,
                "start",
                "--optimized",
                // otherwise it looks for others of its kind
                "--cache=local",
                "--http-enabled=true",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--hostname=" + url);
        KeycloakServer server = new KeycloakServer(process, url);
        server.awaitStart();
        return server;
    }

    /** Such as {@code http://127.0.0.1:21234}. */
    public String url() {
        return url;
    }

    /** Manages it. */
    public KeycloakAdmin admin() {
        return new KeycloakAdmin(url);
    }

    private void awaitStart() {
        Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(500)).until(() -> {
            if (!process.alive()) {
                throw new IllegalStateException(process.describeEnd(40));
            }
            return admin().answers();
        });
    }

    /** Once a distribution: what a server in production does before its first start. Modules are tested side by side. */
    private static void prepare(Path distribution) {
        Path done = distribution.resolve("prepared-for-tests");
        try (FileChannel file = FileChannel.open(
                        distribution.resolve("prepared-for-tests.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            if (lock.isValid() && !Files.exists(done)) {
                ChildProcess build = run(distribution, "keycloak-build", "build", "--db=dev-mem");
                if (!build.awaitExit(LIMIT) || build.exitCode() != 0) {
                    build.close();
                    throw new IllegalStateException(build.describeEnd(40));
                }
                Files.createFile(done);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Keycloak cannot be prepared in " + distribution + ".", e);
        }
    }

    private static ChildProcess run(Path distribution, String name, String... arguments) {
        // unpacked files have lost the right to be run
        List<String> command = new ArrayList<>(
                List.of("/bin/sh", distribution.resolve("bin/kc.sh").toString()));
        command.addAll(List.of(arguments));
        Map<String, String> environment = Map.of(
                "JAVA_HOME",
                System.getProperty("java.home"),
                "JAVA_OPTS_KC_HEAP",
                "-Xms64m -Xmx512m",
                "JAVA_OPTS_APPEND",
                "-XX:TieredStopAtLevel=1",
                "KC_BOOTSTRAP_ADMIN_USERNAME",
                KeycloakAdmin.USER,
                "KC_BOOTSTRAP_ADMIN_PASSWORD",
                KeycloakAdmin.PASSWORD);
        return ChildProcess.start(name, command, environment, Path.of("target", name + ".log"), "TERM");
    }
}
