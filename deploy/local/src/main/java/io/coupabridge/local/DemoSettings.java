package io.coupabridge.local;

import io.coupabridge.testing.TestIssuer;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Where the demo listens and keeps its files. Every port is on 127.0.0.1 and can be chosen by an environment variable.
 *
 * @param project the checkout's directory
 * @param home takes everything that the demo writes: {@code .demo} in the checkout
 * @param ports by variable; see {@link #VARIABLES}
 * @param launcher the command that starts a service, whose name follows; empty to start its jar
 */
record DemoSettings(Path project, Path home, Map<String, Integer> ports, List<String> launcher) {

    static final String KAFKA = "DEMO_KAFKA_PORT";
    static final String POSTGRES = "DEMO_POSTGRES_PORT";
    static final String SIMULATOR_CONTROL = "DEMO_SIMULATOR_CONTROL_PORT";
    static final String ISSUER = "DEMO_ISSUER_PORT";
    static final String TOKEN_SERVICE = "DEMO_TOKEN_SERVICE_PORT";
    static final String ROSTER_SERVICE = "DEMO_ROSTER_SERVICE_PORT";
    static final String EXPENSE_SERVICE = "DEMO_EXPENSE_SERVICE_PORT";
    static final String CONSOLE = "DEMO_CONSOLE_PORT";
    static final String CONSOLE_MANAGEMENT = "DEMO_CONSOLE_MANAGEMENT_PORT";
    static final String TOKEN_MANAGEMENT = "DEMO_TOKEN_MANAGEMENT_PORT";
    static final String ROSTER_MANAGEMENT = "DEMO_ROSTER_MANAGEMENT_PORT";
    static final String EXPENSE_MANAGEMENT = "DEMO_EXPENSE_MANAGEMENT_PORT";

    private static final String LAUNCHER = "DEMO_LAUNCHER";

    /** The variables that choose a port, with what stands there when they are not set. */
    static final Map<String, Integer> VARIABLES = variables();

    private static Map<String, Integer> variables() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put(KAFKA, 19_092);
        ports.put(POSTGRES, 15_432);
        ports.put(SIMULATOR_CONTROL, 9_080);
        for (int instance = 1; instance <= 4; instance++) {
            ports.put(simulatorVariable(instance), 9_080 + instance);
        }
        ports.put(ISSUER, 8_080);
        ports.put(TOKEN_SERVICE, 8_081);
        ports.put(ROSTER_SERVICE, 8_082);
        ports.put(EXPENSE_SERVICE, 8_083);
        ports.put(TOKEN_MANAGEMENT, 8_181);
        ports.put(ROSTER_MANAGEMENT, 8_182);
        ports.put(EXPENSE_MANAGEMENT, 8_183);
        ports.put(CONSOLE, 8_090);
        ports.put(CONSOLE_MANAGEMENT, 8_190);
        return ports;
    }

    static String simulatorVariable(int instance) {
        return "DEMO_SIMULATOR_" + instance + "_PORT";
    }

    /** @throws DemoException when a variable holds no port */
    static DemoSettings fromEnvironment(Path project, Map<String, String> environment) {
        Map<String, Integer> ports = new LinkedHashMap<>();
        VARIABLES.forEach((variable, usual) -> ports.put(variable, port(variable, environment.get(variable), usual)));
        Path checkout = project.toAbsolutePath().normalize();
        String launcher = environment.getOrDefault(LAUNCHER, "");
        return new DemoSettings(
                checkout,
                checkout.resolve(".demo"),
                ports,
                launcher.isBlank() ? List.of() : List.of(launcher.strip().split("\\s+")));
    }

    /** The settings of the demo that runs in this checkout, or those of the environment when none has said. */
    static DemoSettings ofRunningDemo(Path project, Map<String, String> environment) {
        DemoSettings settings = fromEnvironment(project, environment);
        Properties saved = new Properties();
        if (!Files.exists(settings.file())) {
            return settings;
        }
        try (Reader reader = Files.newBufferedReader(settings.file())) {
            saved.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, Integer> ports = new LinkedHashMap<>(settings.ports());
        ports.replaceAll((variable, port) -> port(variable, saved.getProperty(variable), port));
        return new DemoSettings(settings.project(), settings.home(), ports, settings.launcher());
    }

    /** Leaves the ports for {@code ./demo send} and its kin. */
    void save() {
        Properties saved = new Properties();
        ports.forEach((variable, port) -> saved.setProperty(variable, port.toString()));
        try (Writer writer = Files.newBufferedWriter(file())) {
            saved.store(writer, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port(String variable) {
        return ports.get(variable);
    }

    String bootstrapServers() {
        return "127.0.0.1:" + port(KAFKA);
    }

    /** The URL of the issuer of callers' tokens. */
    String issuer() {
        return TestIssuer.url(port(ISSUER));
    }

    String url(String variable) {
        return "http://127.0.0.1:" + port(variable);
    }

    Path logs() {
        return home.resolve("logs");
    }

    Path data() {
        return home.resolve("data");
    }

    Path keys() {
        return home.resolve("keys");
    }

    Path file() {
        return home.resolve("ports.properties");
    }

    /** Every demo begins with empty servers and empty logs, and keeps its keys. */
    void startAfresh() throws IOException {
        for (Path directory : List.of(data(), logs())) {
            if (Files.isDirectory(directory)) {
                try (Stream<Path> files = Files.walk(directory)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        if (!file.getFileName().toString().equals("build.log") && !file.equals(directory)) {
                            Files.deleteIfExists(file);
                        }
                    }
                }
            }
            Files.createDirectories(directory);
        }
    }

    private static int port(String variable, String text, int usual) {
        if (text == null || text.isBlank()) {
            return usual;
        }
        try {
            int port = Integer.parseInt(text.strip());
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new DemoException(variable + "=" + text + " is no port. Give a number from 1 to 65535.");
    }
}
