package io.coupabridge.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.testing.TopicRecord;
import io.coupabridge.testing.process.ChildProcess;
import io.coupabridge.testing.process.LoopbackPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/** A Prometheus that reads the services of a demo every second, as one that the chart's PodMonitor tells, and has the rules. */
final class PrometheusServer implements AutoCloseable {

    static final String NAMESPACE = "demo";

    private static final Duration SOON = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Instant start = Instant.now();
    private final String origin;
    private final ChildProcess process;

    private PrometheusServer(String origin, ChildProcess process) {
        this.origin = origin;
        this.process = process;
    }

    static boolean isInstalled() {
        try {
            return new ProcessBuilder("prometheus", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The services need not be up yet. */
    static PrometheusServer start(DemoSettings settings, Path rules) {
        Path home = settings.data().resolve("prometheus");
        int port = LoopbackPorts.free();
        try {
            Files.createDirectories(home);
            Path configuration = Files.writeString(home.resolve("prometheus.yaml"), configuration(settings, rules));
            ChildProcess process = ChildProcess.start(
                    "Prometheus",
                    List.of(
                            "prometheus",
                            "--config.file=" + configuration.toAbsolutePath(),
                            "--storage.tsdb.path=" + home.resolve("data").toAbsolutePath(),
                            "--web.listen-address=127.0.0.1:" + port,
                            "--log.level=warn"),
                    Map.of(),
                    settings.logs().resolve("prometheus.log"),
                    "TERM");
            PrometheusServer server = new PrometheusServer("http://127.0.0.1:" + port, process);
            Awaitility.await().atMost(SOON).until(server::ready);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String configuration(DemoSettings settings, Path rules) {
        StringBuilder text =
                new StringBuilder("""
                global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 2s}
                rule_files: [%s]
                scrape_configs:
                """.formatted(rules.toAbsolutePath().normalize()));
        for (Service service : Service.values()) {
            text.append(job(service.module(), service.managementUrl(settings)));
        }
        text.append(job("console", settings.url(DemoSettings.CONSOLE_MANAGEMENT)));
        return text.toString();
    }

    private static String job(String name, String url) {
        return """
                  - job_name: %s
                    metrics_path: /q/metrics
                    static_configs: [{targets: ['%s'], labels: {namespace: %s}}]
                """.formatted(name, URI.create(url).getAuthority(), NAMESPACE);
    }

    private boolean ready() {
        if (!process.alive()) {
            throw new IllegalStateException(process.describeEnd(20));
        }
        try {
            return get("/-/ready").statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** What the query gave at any time since the start: the last figure of each series that ever had one. */
    List<String> figures(String query) {
        JsonNode result = ask("/api/v1/query_range?step=2&start=" + start.getEpochSecond() + "&end="
                        + Instant.now().getEpochSecond() + "&query=" + encoded(query))
                .path("result");
        return each(result)
                .flatMap(series -> each(series.path("values"))
                        .map(value -> value.get(1).asText())
                        .filter(value -> !value.equals("NaN"))
                        .reduce((earlier, later) -> later)
                        .stream())
                .toList();
    }

    /** The rules as Prometheus has them. */
    List<JsonNode> rules() {
        return each(ask("/api/v1/rules").path("groups"))
                .flatMap(group -> each(group.path("rules")))
                .toList();
    }

    List<String> valuesOf(String label) {
        return each(ask("/api/v1/label/" + label + "/values"))
                .map(JsonNode::asText)
                .toList();
    }

    private JsonNode ask(String path) {
        HttpResponse<String> answer = get(path);
        if (answer.statusCode() != 200) {
            throw new AssertionError("Prometheus answered " + answer.statusCode() + ": " + answer.body());
        }
        try {
            return TopicRecord.JSON.readTree(answer.body()).path("data");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> get(String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create(origin + path))
                            .timeout(SOON)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String query) {
        return URLEncoder.encode(query, StandardCharsets.UTF_8);
    }

    private static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    @Override
    public void close() {
        process.close();
    }
}
