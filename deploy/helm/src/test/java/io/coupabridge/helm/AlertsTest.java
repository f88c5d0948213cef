package io.coupabridge.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every alert is tested, explained and followed by what to do. */
class AlertsTest {

    private static final Pattern HEADLINE = Pattern.compile("(?m)^#+ (.*)$");

    @Test
    void prometheus_takes_the_rules() {
        // when
        Command.Result check = promtool("check", "rules", Watching.RULES.toString());

        // then
        assertThat(check.code()).as(check.out() + check.err()).isZero();
    }

    @Test
    void the_unit_tests_of_the_rules_hold() {
        // when
        Command.Result tests = promtool("test", "rules", Watching.RULE_TESTS.toString());

        // then
        assertThat(tests.code()).as(tests.out() + tests.err()).isZero();
    }

    @Test
    void each_alert_fires_in_one_unit_test_and_stays_quiet_in_another() {
        // given
        Set<String> fired = new HashSet<>();
        Set<String> quiet = new HashSet<>();

        // when
        Watching.ruleTests().stream()
                .flatMap(test -> Watching.each(test.path("alert_rule_test")))
                .forEach(test -> {
                    String alert = test.path("alertname").asText();
                    if (test.path("exp_alerts").isEmpty()) {
                        quiet.add(alert);
                    }
                    Watching.each(test.path("exp_alerts"))
                            .forEach(expected -> fired.add(alert + " "
                                    + expected.at("/exp_labels/severity").asText()));
                });

        // then
        assertThat(Watching.alerts()).hasSizeGreaterThan(20).allSatisfy(alert -> {
            assertThat(fired).contains(name(alert) + " " + severity(alert));
            assertThat(quiet).contains(name(alert));
        });
    }

    @Test
    void each_alert_says_how_urgent_it_is_and_what_is_wrong() {
        assertThat(Watching.alerts()).allSatisfy(alert -> {
            assertThat(severity(alert)).isIn("page", "ticket");
            assertThat(alert.at("/annotations/summary").asText())
                    .as(name(alert))
                    .endsWith(".")
                    .hasSizeLessThan(120);
        });
    }

    @Test
    void each_alert_leads_to_a_section_that_is_there() {
        // given
        Set<String> anchors = HEADLINE.matcher(Watching.page())
                .results()
                .map(headline -> "docs/operate.md#" + anchor(headline.group(1)))
                .collect(Collectors.toSet());

        // then
        assertThat(Watching.alerts())
                .allSatisfy(alert -> assertThat(anchors)
                        .contains(alert.at("/annotations/runbook").asText()));
    }

    @Test
    void operators_read_of_each_alert_and_of_no_other() {
        // when
        Set<String> listed = Pattern.compile(
                        "`(CoupaBridge[A-Za-z]+)`[^|]*\\| [a-z, ]+ \\|[^|]*\\|[^|]*\\(#([a-z-]+)\\)")
                .matcher(Watching.section("### Alerts"))
                .results()
                .map(row -> row.group(1) + " #" + row.group(2))
                .collect(Collectors.toSet());

        // then
        assertThat(listed)
                .isEqualTo(Watching.alerts().stream()
                        .map(alert -> name(alert)
                                + alert.at("/annotations/runbook").asText().replace("docs/operate.md", " "))
                        .collect(Collectors.toSet()));
    }

    @Test
    void each_service_of_the_chart_is_missed_when_it_is_away() {
        // given
        String down = Watching.alerts().stream()
                .filter(alert -> name(alert).equals("CoupaBridgeServiceDown"))
                .findFirst()
                .orElseThrow()
                .path("expr")
                .asText();
        List<String> services = Helm.render("values-external.yaml").stream()
                .filter(object -> object.kind().equals("Deployment"))
                .map(object -> object.name().replace(Helm.RELEASE + "-", ""))
                .collect(Collectors.toCollection(ArrayList::new));
        // it may be left out
        assertThat(services.remove("console")).isTrue();
        assertThat(down).contains("up{job=\"console\"}");

        // then
        assertThat(services)
                .hasSize(3)
                .allSatisfy(service -> assertThat(down).contains("absent(up{job=\"" + service + "\"})"))
                .allSatisfy(service -> assertThat(service).matches("(token|roster|expense)-service"));
        assertThat(down).contains("job=~\"(token|roster|expense)-service\"");
    }

    private static Command.Result promtool(String... arguments) {
        return Command.run(
                Path.of("."),
                ".ci/prometheus",
                "--version",
                List.of("promtool", arguments[0], arguments[1], arguments[2]));
    }

    private static String name(JsonNode alert) {
        return alert.path("alert").asText();
    }

    private static String severity(JsonNode alert) {
        return alert.at("/labels/severity").asText();
    }

    /** As GitHub makes it of a headline. */
    private static String anchor(String headline) {
        return headline.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 _-]", "").replace(' ', '-');
    }
}
