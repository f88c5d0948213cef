package io.coupabridge.benchmark.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A neighbour that comes at second 10 and goes at second 40, and leaves 12.5 requests a second. */
class NeighbourTest {

    private static final int FROM = 10;
    private static final int TO = 40;

    private final double[] good = new double[60];
    private final double[] refused = new double[60];

    @Test
    void is_settled_at_once_when_enough_is_used_and_hardly_anything_refused() {
        Arrays.fill(good, 12);
        refused[FROM] = 1;

        assertThat(Neighbour.settledAfter(good, refused, FROM, TO)).isZero();
    }

    @Test
    void is_not_settled_by_the_burst_that_serves_both_at_first() {
        Arrays.fill(good, 12);
        Arrays.fill(good, FROM, FROM + 5, 25);
        Arrays.fill(refused, FROM + 5, FROM + 8, 3);

        assertThat(Neighbour.settledAfter(good, refused, FROM, TO)).isEqualTo(8);
    }

    @Test
    void is_settled_at_once_when_nothing_is_refused() {
        Arrays.fill(good, 12);

        assertThat(Neighbour.settledAfter(good, refused, FROM, TO)).isZero();
    }

    @Test
    void is_settled_behind_the_last_second_of_too_many_refusals() {
        Arrays.fill(good, 12);
        Arrays.fill(refused, FROM, FROM + 7, 3);

        assertThat(Neighbour.settledAfter(good, refused, FROM, TO)).isEqualTo(7);
    }

    @Test
    void is_not_settled_before_enough_is_used() {
        Arrays.fill(good, FROM, FROM + 10, 5);
        Arrays.fill(good, FROM + 10, TO, 12);

        assertThat(Neighbour.settledAfter(good, refused, FROM, TO)).isEqualTo(10);
    }

    @Test
    void never_settles_when_too_little_is_used_to_the_end() {
        Arrays.fill(good, 8);

        assertThat(Neighbour.settledAfter(good, refused, FROM, TO)).isEqualTo(TO - FROM);
    }

    @Test
    void is_back_at_the_end_of_the_first_three_seconds_that_use_the_ceiling_again() {
        Arrays.fill(good, TO, TO + 5, 13);
        Arrays.fill(good, TO + 5, 60, 24);

        assertThat(Neighbour.backAfter(good, TO)).isEqualTo(8);
    }

    @Test
    void is_not_back_within_the_time_that_was_looked_at() {
        Arrays.fill(good, 13);

        assertThat(Neighbour.backAfter(good, TO)).isEqualTo(20);
    }
}
