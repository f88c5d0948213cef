package io.coupabridge.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What the chart asks of CloudNativePG, KEDA and the Prometheus operator. */
class OperatorsTest {

    private static final String PRODUCTION = "values-production.yaml";
    private static final Pattern METRIC = Pattern.compile("coupabridge_[a-z_]+");

    @Test
    void a_commit_counts_only_when_a_standby_has_it() {
        assertThat(specs("Cluster")).hasSize(5).allSatisfy(cluster -> {
            assertThat(cluster.path("instances").asInt()).isEqualTo(3);
            assertThat(cluster.at("/postgresql/synchronous/number").asInt()).isEqualTo(1);
            assertThat(cluster.at("/postgresql/synchronous/dataDurability").asText())
                    .isEqualTo("required");
        });
    }

    @Test
    void a_database_has_room_for_the_connections_of_all_replicas_and_of_an_update() {
        assertThat(Helm.render(PRODUCTION))
                .filteredOn(object -> object.kind().equals("Cluster"))
                .allSatisfy(object -> {
                    int connections = object.content()
                            .at("/spec/postgresql/parameters/max_connections")
                            .asInt();
                    // task services: 8 replicas and one more; token-service: 3 and one more; the console: 2 and one
                    // more
                    int needed = switch (object.name()) {
                        case "bridge-token-db" -> 4 * 41;
                        case "bridge-console-db" -> 3 * 17;
                        case "bridge-budget-db" -> 4 * 21 + 2 * 9 * 9;
                        default -> 9 * 21;
                    };
                    assertThat(connections).isEqualTo(needed + 30);
                });
    }

    @Test
    void a_database_has_a_role_that_owns_it_and_others_that_only_work_there() {
        // when
        Map<String, List<String>> workers = specs("Cluster").stream()
                .collect(Collectors.toMap(
                        cluster -> cluster.at("/bootstrap/initdb/owner").asText(),
                        cluster -> StreamSupport.stream(
                                        cluster.at("/managed/roles").spliterator(), false)
                                .map(OperatorsTest::worker)
                                .toList()));

        // then
        assertThat(workers)
                .isEqualTo(Map.of(
                        "token_owner", List.of("token"),
                        "roster_owner", List.of("roster"),
                        "expense_owner", List.of("expense"),
                        "console_owner", List.of("console"),
                        "budget_owner", List.of("expense", "roster", "token")));
    }

    private static String worker(JsonNode role) {
        // a right more, such as superuser, would be a field more
        assertThat(role.properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("name", "ensure", "login", "passwordSecret");
        return role.path("name").asText();
    }

    @Test
    void data_outlives_the_release() {
        assertThat(Helm.render(PRODUCTION))
                .filteredOn(object -> object.kind().matches("Cluster|KafkaTopic"))
                .hasSizeGreaterThan(10)
                .allMatch(object -> object.content()
                        .at("/metadata/annotations")
                        .path("helm.sh/resource-policy")
                        .asText()
                        .equals("keep"));
    }

    @Test
    void task_services_follow_the_streams_that_wait_and_never_fall_below_two_replicas() {
        assertThat(specs("ScaledObject")).hasSize(2).allSatisfy(scaled -> {
            assertThat(scaled.path("minReplicaCount").asInt()).isEqualTo(2);
            assertThat(scaled.path("maxReplicaCount").asInt()).isGreaterThan(2);
            assertThat(scaled.at(
                                    "/advanced/horizontalPodAutoscalerConfig/behavior/scaleDown/stabilizationWindowSeconds")
                            .asInt())
                    .isGreaterThanOrEqualTo(300);
            assertThat(scaled.toString()).doesNotContain("lag");
        });
    }

    @Test
    void nobody_is_taken_away_because_metrics_are_missing() {
        assertThat(specs("ScaledObject")).hasSize(2).allSatisfy(scaled -> {
            assertThat(scaled.at("/fallback/behavior").asText()).isEqualTo("currentReplicas");
            assertThat(scaled.path("triggers"))
                    .hasSize(2)
                    .allMatch(trigger ->
                            trigger.at("/metadata/ignoreNullValues").asText().equals("false"));
        });
    }

    @Test
    void a_service_that_is_scaled_has_no_fixed_number_of_replicas() {
        assertThat(Helm.render(PRODUCTION))
                .filteredOn(object -> object.kind().equals("Deployment"))
                .allMatch(object -> object.content().at("/spec/replicas").isMissingNode()
                        != List.of("bridge-token-service", "bridge-console").contains(object.name()));
    }

    @Test
    void every_metric_that_scaling_asks_for_is_one_that_operators_know() throws IOException {
        // given
        String page = Files.readString(Path.of("..", "..", "docs", "operate.md"));

        // when
        List<String> asked = specs("ScaledObject").stream()
                .flatMap(scaled ->
                        METRIC.matcher(scaled.path("triggers").toString()).results())
                .map(match -> match.group())
                .distinct()
                .toList();

        // then
        assertThat(asked)
                .hasSize(3)
                .allSatisfy(metric -> assertThat(page)
                        .containsAnyOf("`" + metric + "`", "`" + metric.replace("coupabridge", "…") + "`"));
    }

    @Test
    void prometheus_reads_the_management_port_of_every_pod() {
        assertThat(specs("PodMonitor")).singleElement().satisfies(monitor -> {
            assertThat(monitor.at("/podMetricsEndpoints/0/port").asText()).isEqualTo("management");
            assertThat(monitor.at("/podMetricsEndpoints/0/path").asText()).isEqualTo("/q/metrics");
            // the queries of scaling name it
            assertThat(monitor.path("jobLabel").asText()).isEqualTo("app.kubernetes.io/name");
        });
    }

    private static List<JsonNode> specs(String kind) {
        return Helm.render(PRODUCTION).stream()
                .filter(object -> object.kind().equals(kind))
                .map(object -> object.content().path("spec"))
                .toList();
    }
}
