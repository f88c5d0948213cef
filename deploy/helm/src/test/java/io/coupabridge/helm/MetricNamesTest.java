package io.coupabridge.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Rules and dashboards ask for metrics that operators know, in the way that the page says. That the services emit them is for
 * {@code WatchIT} of {@code deploy/local}.
 */
class MetricNamesTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]*) \\|");
    private static final Pattern METRIC = Pattern.compile("`(…|[a-z]+)(_[a-z_]+)?(?:\\{[^}]*})?`(\\\\\\*)?");
    private static final Pattern SUFFIX = Pattern.compile("_(count|sum|bucket)$");

    @Test
    void every_metric_of_a_query_stands_on_the_page_of_the_operator() {
        // given
        Set<String> known = Stream.concat(documented(false), recorded()).collect(Collectors.toSet());
        assertThat(known).hasSizeGreaterThan(50);

        // then
        assertThat(Watching.queries())
                .hasSizeGreaterThan(100)
                .allSatisfy(query -> assertThat(PromQl.metrics(query.text()))
                        .as(query.where())
                        .isNotEmpty()
                        .allMatch(metric -> known.contains(metric)
                                || known.contains(SUFFIX.matcher(metric).replaceFirst(""))));
    }

    @Test
    void what_is_the_same_on_each_replica_is_never_added_up() {
        // given
        Set<String> same = documented(true).collect(Collectors.toSet());
        assertThat(same).contains("coupabridge_runs_open", "coupabridge_outbox_age_seconds");

        // then
        assertThat(Watching.queries())
                .allSatisfy(query -> assertThat(PromQl.metrics(query.text()))
                        .as(query.where())
                        .filteredOn(same::contains)
                        .allMatch(metric -> PromQl.takesOneOf(query.text(), metric)));
    }

    /** @param ofDatabases only those that are marked: each replica shows the same */
    private static Stream<String> documented(boolean ofDatabases) {
        return ROW.matcher(Watching.section("## Metrics").split("### Dashboards")[0])
                .results()
                .flatMap(row -> METRIC.matcher(row.group(1)).results())
                .filter(metric -> !ofDatabases || metric.group(3) != null)
                .map(metric ->
                        metric.group(1).replace("…", "coupabridge") + (metric.group(2) == null ? "" : metric.group(2)));
    }

    private static Stream<String> recorded() {
        return Watching.rules()
                .filter(rule -> rule.has("record"))
                .map(rule -> rule.path("record").asText());
    }
}
