package io.coupabridge.console.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.console.run.RunLine;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RunChartTest {

    private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");

    @Test
    void bars_stand_from_the_oldest_to_the_newest_and_the_largest_is_full() {
        // given
        RunLine newest = run("COMPLETED", 30, 10, 10);
        RunLine oldest = run("COMPLETED", 100, 0, 0);

        // when
        RunChart chart = RunChart.of(List.of(newest, run("FAILED", 500, 0, 0), oldest));

        // then
        assertThat(chart.most()).isEqualTo(100);
        assertThat(chart.bars()).extracting(RunChart.Bar::run).containsExactly(oldest, newest);
        assertThat(chart.bars().get(0).created()).isEqualTo(new RunChart.Part(0, chart.height()));
    }

    @Test
    void the_parts_of_a_bar_stand_on_each_other() {
        // when
        RunChart.Bar bar =
                RunChart.of(List.of(run("COMPLETED", 50, 25, 25))).bars().get(0);

        // then
        assertThat(bar.created()).isEqualTo(new RunChart.Part(48, 48));
        assertThat(bar.changed()).isEqualTo(new RunChart.Part(24, 24));
        assertThat(bar.removed()).isEqualTo(new RunChart.Part(0, 24));
    }

    @Test
    void runs_that_changed_nothing_have_flat_bars() {
        // when
        RunChart chart = RunChart.of(List.of(run("COMPLETED", 0, 0, 0)));

        // then
        assertThat(chart.bars()).singleElement().satisfies(bar -> {
            assertThat(bar.created().height()).isZero();
            assertThat(bar.removed().height()).isZero();
        });
    }

    @Test
    void without_a_completed_run_there_is_no_bar() {
        assertThat(RunChart.of(Collections.nCopies(3, run("FAILED", 1, 0, 0))).bars())
                .isEmpty();
    }

    private static RunLine run(String state, long created, long changed, long removed) {
        RunLine.Counts counts = new RunLine.Counts(1, 1, 1, created, changed, 0, removed, 0);
        return new RunLine(UUID.randomUUID(), "t", "X", state, "FULL", null, null, counts, List.of(), NOW, NOW);
    }
}
