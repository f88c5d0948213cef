package io.coupabridge.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What the chart has to watch an installation with: alert rules, dashboards, and the page of the operator about them. */
final class Watching {

    static final Path RULES = Helm.CHART.resolve("files/alerts.yaml");
    static final Path RULE_TESTS = Path.of("src/test/resources/alerts-test.yaml");

    private static final Path DASHBOARDS = Helm.CHART.resolve("files/dashboards");
    private static final Path PAGE = Path.of("..", "..", "docs", "operate.md");

    private Watching() {}

    /** A query in PromQL. @param where it stands, for a failure's message */
    record Query(String where, String text) {}

    /** The rules that alert and those that record. */
    static Stream<JsonNode> rules() {
        return each(yaml(RULES).path("groups")).flatMap(group -> each(group.path("rules")));
    }

    static List<JsonNode> alerts() {
        return rules().filter(rule -> rule.has("alert")).toList();
    }

    static List<JsonNode> ruleTests() {
        return each(yaml(RULE_TESTS).path("tests")).toList();
    }

    static Stream<Path> dashboards() {
        try (Stream<Path> files = Files.list(DASHBOARDS)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode dashboard(Path file) {
        try {
            return new JsonMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Panels that show something, without the headlines between them. */
    static List<JsonNode> panels(Path dashboard) {
        return each(dashboard(dashboard).path("panels"))
                .filter(panel -> !panel.path("type").asText().equals("row"))
                .toList();
    }

    /** Of rules and panels. */
    static List<Query> queries() {
        Stream<Query> ofRules = rules().map(rule -> new Query(
                rule.path("alert").asText(rule.path("record").asText()),
                rule.path("expr").asText()));
        return Stream.concat(ofRules, dashboards().flatMap(Watching::queriesOf)).toList();
    }

    private static Stream<Query> queriesOf(Path dashboard) {
        return panels(dashboard).stream()
                .flatMap(panel -> each(panel.path("targets"))
                        .map(target -> new Query(
                                dashboard.getFileName() + ": "
                                        + panel.path("title").asText(),
                                target.path("expr").asText())));
    }

    static String page() {
        try {
            return Files.readString(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What stands on the page between a headline and the next one of the same kind. */
    static String section(String headline) {
        String kind = headline.substring(0, headline.indexOf(' ') + 1);
        String begin = "\n" + headline + "\n";
        int from = page().indexOf(begin) + begin.length();
        int to = page().indexOf("\n" + kind, from);
        return page().substring(from, to < 0 ? page().length() : to);
    }

    static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static JsonNode yaml(Path file) {
        try {
            return Manifest.YAML.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
