package io.coupabridge.benchmark.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.results.RunResult;

/** The smoke run, so that the benchmarks do not rot. */
@Timeout(120)
class MicroBenchmarksIT {

    @Test
    void runs_every_benchmark_and_writes_its_row(@TempDir Path folder) throws Exception {
        // given
        Path table = folder.resolve("table.md");

        // when
        Collection<RunResult> results = MicroBenchmarks.run("--smoke", table.toString());

        // then
        assertThat(results)
                .extracting(ResultTable::name)
                .containsExactlyInAnyOrder(
                        "BudgetBenchmark.reserveAlone",
                        "BudgetBenchmark.reserveByFour",
                        "LanePlanBenchmark.arriveSettleTake",
                        "LanePlanBenchmark.arriveSettleTakeWithCheckpoint",
                        "MessageBenchmark.contentHash",
                        "MessageBenchmark.contentHashAndMessage",
                        "PageBenchmark.map",
                        "PageBenchmark.parse",
                        "PageBenchmark.parseAndMap",
                        "SealerBenchmark.open",
                        "SealerBenchmark.seal");
        assertThat(results)
                .allSatisfy(result ->
                        assertThat(result.getPrimaryResult().getScore()).isPositive());
        assertThat(Files.readAllLines(table))
                .startsWith("# The hot inner parts")
                .containsSequence("| benchmark | mode | score | error | unit |", "|---|---|---:|---:|---|")
                .filteredOn(row -> row.startsWith("| ") && !row.startsWith("| benchmark "))
                .hasSize(results.size())
                .anyMatch(row -> row.matches("\\| PageBenchmark\\.parse \\| avgt \\| [0-9.]+ \\| – \\| us/op \\|"));
    }
}
