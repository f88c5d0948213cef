package io.coupabridge.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dashboards are whole, and fit any Prometheus, namespace and number of tenants. */
class DashboardsTest {

    /** Labels with few values, however many tenants and hosts there are. */
    private static final Set<String> FEW = Set.of(
            "namespace",
            "job",
            "instance",
            "le",
            "method",
            "uri",
            "status",
            "state",
            "type",
            "detail",
            "change",
            "outcome",
            "reason",
            "cause",
            "topic",
            "consumer",
            "dependency",
            "keyset",
            "datasource",
            "waits_for",
            "duplicate");

    @Test
    void there_is_one_of_the_fleet_one_of_a_service_and_one_of_coupa() {
        assertThat(Watching.dashboards().map(file -> file.getFileName().toString()))
                .containsExactly("coupa.json", "fleet.json", "service.json");
        assertThat(Watching.dashboards()
                        .map(Watching::dashboard)
                        .map(board -> board.path("uid").asText()))
                .doesNotHaveDuplicates()
                .doesNotContain("");
    }

    @ParameterizedTest
    @MethodSource("io.coupabridge.helm.Watching#dashboards")
    void every_panel_has_a_number_of_its_own_a_title_a_unit_and_an_explanation(Path dashboard) {
        // given
        List<JsonNode> all =
                Watching.each(Watching.dashboard(dashboard).path("panels")).toList();

        // then
        assertThat(all).extracting(panel -> panel.path("id").asInt()).doesNotHaveDuplicates();
        assertThat(Watching.panels(dashboard)).hasSizeGreaterThan(10).allSatisfy(panel -> {
            assertThat(panel.path("title").asText()).isNotBlank();
            assertThat(panel.path("description").asText()).endsWith(".");
            assertThat(panel.at("/fieldConfig/defaults/unit").asText()).isNotBlank();
            assertThat(panel.path("targets")).isNotEmpty();
        });
        assertThat(Watching.panels(dashboard))
                .extracting(panel -> panel.path("title").asText())
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("io.coupabridge.helm.Watching#dashboards")
    void the_reader_chooses_prometheus_and_namespace(Path dashboard) {
        // given
        JsonNode board = Watching.dashboard(dashboard);

        // then
        assertThat(board.at("/templating/list"))
                .extracting(variable -> variable.path("name").asText())
                .contains("datasource", "namespace");
        assertThat(Watching.panels(dashboard)).allSatisfy(panel -> {
            assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
            assertThat(Watching.each(panel.path("targets")))
                    .allMatch(target -> target.path("expr").asText().contains("namespace=\"$namespace\""));
        });
    }

    @ParameterizedTest
    @MethodSource("io.coupabridge.helm.Watching#dashboards")
    void panels_do_not_lie_over_each_other(Path dashboard) {
        List<JsonNode> places = Watching.dashboard(dashboard).findValues("gridPos");
        for (JsonNode one : places) {
            assertThat(places).filteredOn(other -> overlap(one, other)).containsExactly(one);
            assertThat(one.path("x").asInt() + one.path("w").asInt()).isLessThanOrEqualTo(24);
        }
    }

    private static boolean overlap(JsonNode one, JsonNode other) {
        return overlap(one, other, "x", "w") && overlap(one, other, "y", "h");
    }

    private static boolean overlap(JsonNode one, JsonNode other, String from, String length) {
        return one.path(from).asInt()
                        < other.path(from).asInt() + other.path(length).asInt()
                && other.path(from).asInt()
                        < one.path(from).asInt() + one.path(length).asInt();
    }

    @Test
    void no_query_groups_by_what_has_a_value_for_each_tenant() {
        assertThat(Watching.queries())
                .allSatisfy(query -> assertThat(PromQl.groupedBy(query.text()))
                        .as(query.where())
                        .isSubsetOf(FEW));
    }

    @Test
    void the_chart_gives_grafana_each_dashboard_as_it_is() {
        // when
        List<Manifest> given = Helm.render("values-production.yaml").stream()
                .filter(object -> object.content()
                        .at("/metadata/labels")
                        .path("grafana_dashboard")
                        .asText()
                        .equals("1"))
                .toList();

        // then
        assertThat(given)
                .extracting(
                        object -> read(object.content().path("data").elements().next()))
                .containsExactlyInAnyOrderElementsOf(
                        Watching.dashboards().map(Watching::dashboard).toList());
    }

    @Test
    void an_installation_without_operator_and_grafana_has_neither_rules_nor_dashboards() {
        assertThat(Helm.render("values-external.yaml"))
                .noneMatch(object ->
                        object.kind().equals("PrometheusRule") || object.name().contains("dashboard"));
    }

    @Test
    void the_rules_are_given_to_prometheus_as_they_are() {
        assertThat(Helm.render("values-production.yaml"))
                .filteredOn(object -> object.kind().equals("PrometheusRule"))
                .singleElement()
                .satisfies(object -> assertThat(object.content().findValues("expr"))
                        .containsExactlyElementsOf(
                                Watching.rules().map(rule -> rule.path("expr")).toList()));
    }

    private static JsonNode read(JsonNode text) {
        try {
            return new JsonMapper().readTree(text.asText());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
