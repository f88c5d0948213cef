package io.coupabridge.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.testing.TestTokens;
import io.coupabridge.testing.TopicRecord;
import io.coupabridge.testing.process.LoopbackPorts;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A Prometheus beside the running demo finds what rules and dashboards of the chart ask for. Without Prometheus it is skipped,
 * and fails in CI. Logs and the table of all queries stay in {@code target/watch}.
 */
class WatchIT {

    private static final Path PROJECT = Path.of("..", "..");
    private static final Path FILES = PROJECT.resolve("deploy/helm/coupa-bridge/files");
    private static final Path HOME = Path.of("target", "watch").toAbsolutePath();
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Pattern SELECTOR =
            Pattern.compile("\\b([a-z_]+)\\{[^}]*}|(?<![:a-z_])coupabridge_[a-z_]+(?![a-z_:({])");

    /** Nothing fails with it in a healthy demo. */
    private static final String SERVER_ERRORS = "status=~\"5..\"";

    private static DemoPlatform platform;
    private static PrometheusServer prometheus;
    private static DemoSettings settings;

    @BeforeAll
    static void runTheDemo() throws IOException {
        boolean installed = PrometheusServer.isInstalled();
        assertThat(installed || !"true".equals(System.getenv("CI")))
                .as("prometheus is on the PATH of CI")
                .isTrue();
        assumeTrue(installed, "prometheus is not on the PATH; .ci/prometheus brings it");
        settings = new DemoSettings(PROJECT.toAbsolutePath().normalize(), HOME, ports(), List.of());
        settings.startAfresh();
        Console console = new Console(new PrintStream(HOME.resolve("demo.txt").toFile()));
        prometheus = PrometheusServer.start(settings, FILES.resolve("alerts.yaml"));
        platform = new DemoPlatform(settings, DemoKeys.in(settings.keys()), console, false);
        platform.start();
        // its own checks are for ./demo: beside other tests the machine is too busy for some
        new MainJob(settings, platform, console).run();
    }

    @AfterAll
    static void stopTheDemo() {
        if (platform != null) {
            platform.close();
        }
        if (prometheus != null) {
            prometheus.close();
        }
    }

    private static Map<String, Integer> ports() {
        Set<Integer> free = new LinkedHashSet<>();
        while (free.size() < DemoSettings.VARIABLES.size()) {
            free.add(LoopbackPorts.free());
        }
        Map<String, Integer> ports = new LinkedHashMap<>();
        DemoSettings.VARIABLES.keySet().forEach(variable -> {
            Integer port = free.iterator().next();
            free.remove(port);
            ports.put(variable, port);
        });
        return ports;
    }

    /** A query of a panel as the reader of a dashboard sends it. @param where dashboard, panel and service */
    private record Query(String where, String text) {}

    @Test
    void every_query_of_every_panel_has_an_answer_with_figures() throws IOException {
        // given
        List<Query> queries = dashboards().flatMap(WatchIT::queries).toList();
        Map<Query, List<String>> answers = new LinkedHashMap<>();

        // then
        assertThat(queries).hasSizeGreaterThan(80);
        try {
            await().atMost(SOON).pollInterval(Duration.ofSeconds(2)).untilAsserted(() -> {
                callEachService();
                queries.forEach(query -> answers.put(query, prometheus.figures(query.text())));
                assertThat(answers.entrySet())
                        .filteredOn(answer -> answer.getValue().isEmpty())
                        .extracting(Map.Entry::getKey)
                        .isEmpty();
            });
        } finally {
            print(answers);
        }
    }

    @Test
    void every_series_that_a_rule_asks_for_is_emitted() {
        // given
        Set<String> selectors = prometheus.rules().stream()
                .flatMap(rule -> SELECTOR.matcher(rule.path("query").asText()).results())
                .map(MatchResult::group)
                .filter(selector -> !selector.contains(SERVER_ERRORS))
                .collect(Collectors.toSet());
        Map<String, List<String>> answers = new TreeMap<>();

        // when
        selectors.forEach(selector -> answers.put(selector, prometheus.figures(selector)));

        // then
        answers.forEach((selector, figures) -> System.out.printf("%4d series of %s%n", figures.size(), selector));
        assertThat(selectors).hasSizeGreaterThan(20);
        assertThat(answers)
                .noneSatisfy((selector, figures) -> assertThat(figures).isEmpty());
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void each_service_measures_what_it_asks_of_coupa(Service service) {
        assertThat(prometheus.figures("coupabridge_coupa_requests_seconds_count{outcome=\"good\",job=\"%s\"}"
                        .formatted(service.module())))
                .hasSize(1);
    }

    @Test
    void every_rule_can_be_evaluated_and_nothing_alerts_in_a_healthy_system() {
        // when
        await().atMost(SOON)
                .until(() -> prometheus.rules().stream()
                        .noneMatch(rule -> rule.path("health").asText().equals("unknown")));

        // then
        assertThat(prometheus.rules()).hasSizeGreaterThan(30).allSatisfy(rule -> {
            assertThat(rule.path("health").asText()).as(rule.toString()).isEqualTo("ok");
            // beside other tests the machine may be too busy for the objective of a second
            if (!rule.path("name").asText().equals("CoupaBridgeSlowPages")) {
                assertThat(rule.path("state").asText()).as(rule.toString()).isNotEqualTo("firing");
            }
        });
    }

    @Test
    void no_path_of_a_request_names_a_tenant() throws IOException {
        // given
        String tenant = SimulatedTenant.BOREALIS.id();
        String ofTenant = "/api/v1/tenants/" + tenant;
        String noOperation = "http_server_requests_seconds_count{uri=\"/no-operation\",status=\"%s\"}";

        // when
        for (Service service : Service.values()) {
            for (String path : List.of("", "/audit", "/connection", "/runs", "/nothing/at/all")) {
                get(service, ofTenant + path, "Bearer nonsense");
                get(service, ofTenant + path, operator());
            }
            leave(service, ofTenant);
            askWithDots(service, "/" + tenant + "/../q/openapi");
        }

        // then
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(prometheus.figures(noOperation.formatted("404"))).hasSize(3);
            assertThat(prometheus.figures(noOperation.formatted("RESET"))).hasSize(3);
        });
        assertThat(prometheus.valuesOf("uri"))
                .contains("/api/v1/tenants/{tenant}/connection")
                .noneMatch(path -> path.contains(tenant));
    }

    /** Begins a request and goes away before its end. */
    private static void leave(Service service, String path) throws IOException {
        send(service, "PUT", path, "Content-Length: 9\r\n\r\n1").close();
    }

    /** As it stands, which Java's client would not send. */
    private static void askWithDots(Service service, String path) throws IOException {
        try (Socket socket = send(service, "GET", path, "Connection: close\r\n\r\n")) {
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    private static Socket send(Service service, String method, String path, String rest) throws IOException {
        URI origin = URI.create(service.url(settings));
        Socket socket = new Socket(origin.getHost(), origin.getPort());
        socket.getOutputStream()
                .write("%s %s HTTP/1.1\r\nHost: localhost\r\n%s"
                        .formatted(method, path, rest)
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** The demo asks token-service alone. */
    private static void callEachService() throws IOException {
        for (Service service : Service.values()) {
            assertThat(get(service, "/api/v1/tenants/" + SimulatedTenant.ACME.id() + "/audit", operator()))
                    .isEqualTo(200);
        }
    }

    private static String operator() {
        return "Bearer " + new TestTokens(settings.issuer()).operator();
    }

    private static int get(Service service, String path, String authorization) throws IOException {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(service.url(settings) + path))
                                    .header("Authorization", authorization)
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Stream<Path> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(FILES.resolve("dashboards"))) {
            return files.sorted().toList().stream();
        }
    }

    private static Stream<Query> queries(Path dashboard) {
        JsonNode board;
        try {
            board = TopicRecord.JSON.readTree(dashboard.toFile());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        List<Query> queries = new ArrayList<>();
        for (JsonNode panel : board.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                queries.add(new Query(
                        dashboard.getFileName() + ": " + panel.path("title").asText(),
                        target.path("expr")
                                .asText()
                                .replace("$namespace", PrometheusServer.NAMESPACE)
                                .replace("$__rate_interval", "1m")));
            }
        }
        return queries.stream().flatMap(WatchIT::ofEachService);
    }

    private static Stream<Query> ofEachService(Query query) {
        return query.text().contains("$job")
                ? Arrays.stream(Service.values())
                        .map(service -> new Query(
                                query.where() + " of " + service.module(),
                                query.text().replace("$job", service.module())))
                : Stream.of(query);
    }

    private static void print(Map<Query, List<String>> answers) throws IOException {
        List<String> lines = answers.entrySet().stream()
                .map(answer -> "%-75s %3d series, such as %s"
                        .formatted(
                                answer.getKey().where(),
                                answer.getValue().size(),
                                answer.getValue().stream().findFirst().orElse("NOTHING")))
                .toList();
        lines.forEach(System.out::println);
        Files.write(HOME.resolve("panels.txt"), lines);
    }
}
