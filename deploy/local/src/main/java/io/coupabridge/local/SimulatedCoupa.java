package io.coupabridge.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.testing.TopicRecord;
import io.coupabridge.testing.process.ChildProcess;
import io.coupabridge.testing.process.Jdk;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The Coupa simulator as the demo runs it: a process from its runnable jar, and its control API. */
final class SimulatedCoupa {

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final DemoSettings settings;

    SimulatedCoupa(DemoSettings settings) {
        this.settings = settings;
    }

    ChildProcess start() {
        Path config = settings.home().resolve("simulator.json");
        try {
            Files.writeString(config, configuration().toPrettyString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = List.of(
                Jdk.current().java(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar().toString(),
                "--config",
                config.toString());
        return ChildProcess.start(
                "coupa-simulator", command, Map.of(), settings.logs().resolve("coupa-simulator.log"), "TERM");
    }

    /** Answers 200 when the simulator is up. */
    String readyUrl() {
        return settings.url(DemoSettings.SIMULATOR_CONTROL) + "/instances";
    }

    static List<String> origins(DemoSettings settings) {
        return Arrays.stream(SimulatedTenant.values())
                .map(tenant -> tenant.baseUrl(settings))
                .toList();
    }

    /**
     * What is true now.
     *
     * @param kind {@code users}, {@code expense_lines} or {@code expense_reports}
     */
    List<JsonNode> truth(SimulatedTenant tenant, String kind) {
        return get(tenant, "truth/" + kind);
    }

    /** How many requests there were, and how many in the busiest second. */
    JsonNode statistics(SimulatedTenant tenant) {
        return get(tenant, "statistics").get(0);
    }

    /** One JSON value per line. */
    private List<JsonNode> get(SimulatedTenant tenant, String what) {
        URI uri = URI.create(readyUrl() + "/" + tenant.id() + "/" + what);
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60)).build();
            HttpResponse<Stream<String>> answer = http.send(request, HttpResponse.BodyHandlers.ofLines());
            if (answer.statusCode() != 200) {
                throw new DemoException("The simulator answered " + answer.statusCode() + " to " + uri + ".");
            }
            List<JsonNode> values = new ArrayList<>();
            for (String line : (Iterable<String>) answer.body()::iterator) {
                values.add(TopicRecord.JSON.readTree(line));
            }
            return values;
        } catch (IOException e) {
            throw new DemoException("The simulator does not answer on " + uri + " (" + e + ").", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoException("Interrupted.", e);
        }
    }

    private ObjectNode configuration() {
        ObjectNode config = TopicRecord.JSON.createObjectNode();
        config.put("controlPort", settings.port(DemoSettings.SIMULATOR_CONTROL));
        ArrayNode instances = config.putArray("instances");
        Arrays.stream(SimulatedTenant.values())
                .map(tenant -> tenant.instance(settings))
                .forEach(instances::add);
        return config;
    }

    private Path jar() {
        Path target = settings.project().resolve("libs/coupa-simulator/target");
        try (Stream<Path> files = Files.isDirectory(target) ? Files.list(target) : Stream.empty()) {
            return files.filter(file -> file.toString().endsWith("-runner.jar"))
                    .findFirst()
                    .orElseThrow(() -> new DemoException("The simulator's runnable jar is missing in " + target
                            + ". Build it with 'mvn -DskipTests package'."));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
