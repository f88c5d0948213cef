package io.coupabridge.client.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryDelaysTest {

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "6, 32", "7, 60", "8, 60", "100, 60", "2147483647, 60"})
    void doubles_the_bound_up_to_a_minute(int failures, long seconds) {
        assertThat(RetryDelays.bound(failures)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void spreads_the_delays_over_the_whole_bound() {
        // given
        RetryDelays delays = new RetryDelays(new Random(4));
        // when
        List<Long> millis = IntStream.range(0, 1_000)
                .mapToObj(i -> delays.after(3).toMillis())
                .toList();
        // then
        assertThat(millis).allMatch(delay -> delay >= 0 && delay <= 4_000);
        assertThat(millis).anyMatch(delay -> delay < 400).anyMatch(delay -> delay > 3_600);
    }

    @Test
    void repeats_itself_with_the_same_seed() {
        assertThat(new RetryDelays(new Random(9)).after(5)).isEqualTo(new RetryDelays(new Random(9)).after(5));
    }

    @Test
    void refuses_to_wait_before_anything_failed() {
        assertThatThrownBy(() -> RetryDelays.bound(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
