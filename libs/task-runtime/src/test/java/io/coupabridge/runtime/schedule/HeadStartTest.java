package io.coupabridge.runtime.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HeadStartTest {

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
}
