package io.coupabridge.benchmark.jmh;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** Results of JMH as a table in Markdown, in the order of the benchmarks' names. */
final class ResultTable {

    private static final String HEAD = """
            | benchmark | mode | score | error | unit |
            |---|---|---:|---:|---|
            """;

    private ResultTable() {}

    static String of(Collection<RunResult> results) {
        return results.stream()
                .sorted(Comparator.comparing(ResultTable::name))
                .map(ResultTable::row)
                .collect(Collectors.joining("", HEAD, ""));
    }

    /** Class and method, such as {@code PageBenchmark.parse}. */
    static String name(RunResult result) {
        String qualified = result.getParams().getBenchmark();
        int method = qualified.lastIndexOf('.');
        return qualified.substring(qualified.lastIndexOf('.', method - 1) + 1);
    }

    private static String row(RunResult run) {
        Result<?> result = run.getPrimaryResult();
        return "| " + name(run) + " | " + run.getParams().getMode().shortLabel() + " | " + number(result.getScore())
                + " | " + error(result.getScoreError()) + " | " + result.getScoreUnit() + " |\n";
    }

    /** Of few iterations there is none. */
    private static String error(double error) {
        return Double.isFinite(error) ? "± " + number(error) : "–";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
