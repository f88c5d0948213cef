package io.coupabridge.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That the benchmark still works: a few hundred records, this system and all peers. It measures nothing. */
@Timeout(600)
class BenchmarkSmokeIT {

    private static final Path PROJECT = Path.of("..", "..");

    @TempDir
    private Path results;

    @Test
    void every_system_does_the_same_work_in_each_round_and_loses_and_doubles_nothing() throws Exception {
        // when
        Benchmark.run(List.of("cpu", "--smoke", "--out", results.toString()), PROJECT);

        // then
        assertThat(Files.readString(results.resolve("cpu.md")))
                .contains("| Coupa Bridge |", "| Apache Camel, tuned |")
                .containsPattern("\\| warm, of Apache Camel, exact \\| ≥ 1 \\| [0-9.]+ \\|")
                .containsPattern("\\| cold, of Spring Boot, exact \\| ≥ 1 \\| [0-9.]+ \\|")
                .containsPattern("\\| Spring Boot, plain \\| [0-9,]+ \\| – \\|");
        assertThat(Files.readString(results.resolve("cpu.svg"))).startsWith("<svg");
    }

    @Test
    void every_system_reads_the_users_of_a_coupa_that_limits() throws Exception {
        // when
        Benchmark.run(List.of("users-50ms", "--smoke", "--out", results.toString()), PROJECT);

        // then
        assertThat(Files.readString(results.resolve("users-50ms.md")))
                .contains("| answers with 429 | 0 | 0 | yes |", "| grants | 1 | 1 | yes |")
                .contains("| Coupa Bridge | 1 |", "| Apache Camel, tuned | 1 |", "| Spring Boot, plain | 1 |");
    }

    @Test
    void rows_of_this_system_end_with_a_verdict_for_each_figure() throws Exception {
        // when
        Benchmark.run(
                List.of(
                        "ids",
                        "busy",
                        "both-tasks",
                        "fairness",
                        "increment",
                        "many-tenants",
                        "capacity",
                        "neighbour",
                        "growth",
                        "--smoke",
                        "--out",
                        results.toString()),
                PROJECT);

        // then
        for (String row : List.of(
                "ids", "busy", "both-tasks", "fairness", "increment", "many-tenants", "capacity", "neighbour")) {
            assertThat(Files.readString(results.resolve(row + ".md")))
                    .contains("by `benchmarks/run " + row, "| figure | reach | measured | reached |");
        }
        assertThat(Files.readString(results.resolve("growth.md"))).contains("| 2 tenants at once, 500 users each |");
    }

    @Test
    void a_row_that_is_not_there_is_named_beside_those_that_are() {
        assertThatThrownBy(() -> Benchmark.run(List.of("usres"), PROJECT))
                .hasMessageContaining("'usres'")
                .hasMessageContaining("users-300ms");
    }
}
