package io.coupabridge.runtime.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HeadStartTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void shrinks_with_each_page_from_fifteen_seconds_to_nothing() {
        // when
        List<Duration> headStarts =
                LongStream.rangeClosed(0, 20).mapToObj(HeadStart::of).toList();

        // then
        assertThat(headStarts)
                .startsWith(Duration.ofSeconds(15))
                .endsWith(Duration.ZERO)
                .doesNotHaveDuplicates()
                .isSortedAccordingTo((one, next) -> next.compareTo(one));
    }

    @Test
    void is_the_same_for_all_that_have_read_much() {
        assertThat(HeadStart.of(1_000_000)).isZero();
    }

    @Test
    void is_kept_by_a_run_whose_next_slot_is_near() {
        // when
        NextStep next = HeadStart.next(10, Duration.ofMillis(400), NOW);

        // then
        assertThat(next).isEqualTo(new NextStep.Again(HeadStart.of(10)));
    }

    @Test
    void is_lost_by_a_run_that_has_to_wait() {
        // when
        NextStep next = HeadStart.next(10, Duration.ofSeconds(2), NOW);

        // then
        assertThat(next).isEqualTo(new NextStep.At(NOW.plusSeconds(2)));
    }
}
