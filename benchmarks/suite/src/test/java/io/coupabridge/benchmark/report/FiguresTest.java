package io.coupabridge.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {

    private final Figures figures = new Figures();

    @Test
    void shows_median_and_spread_of_a_figure_that_every_run_reached() {
        figures.add("seconds", Reach.atMost(9.25, 2), 1, 9.1)
                .add("seconds", Reach.atMost(9.25, 2), 1, 9.2)
                .add("seconds", Reach.atMost(9.25, 2), 1, 9.0);

        assertThat(figures).hasToString("""
                        | figure | reach | measured | reached |
                        | --- | --- | --- | --- |
                        | seconds | ≤ 9.25 | 9.1 (9.0–9.2) | 3 of 3 |
                        """);
        assertThat(figures.missed()).isEmpty();
    }

    @Test
    void names_a_figure_that_one_run_missed_though_its_median_reached_it() {
        figures.add("answers with 429", Reach.exactly(0), 0, 0)
                .add("answers with 429", Reach.exactly(0), 0, 0)
                .add("answers with 429", Reach.exactly(0), 0, 2);

        assertThat(figures.toString()).contains("| **2 of 3** |");
        assertThat(figures.missed()).containsExactly("answers with 429 0 (0–2), not 0");
    }

    @Test
    void says_nothing_of_a_figure_that_has_nothing_to_reach() {
        figures.add("requests", Reach.NONE, 0, 208);

        assertThat(figures.toString()).contains("| requests | – | 208 |  |");
        assertThat(figures.missed()).isEmpty();
    }

    @Test
    void takes_the_bound_itself_for_reached_but_not_where_less_is_wanted() {
        figures.add("at most", Reach.atMost(1, 0), 0, 1)
                .add("at least", Reach.atLeast(1, 0), 0, 1)
                .add("below", Reach.below(1, 0), 0, 1);

        assertThat(figures.missed()).containsExactly("below 1, not < 1");
    }
}
