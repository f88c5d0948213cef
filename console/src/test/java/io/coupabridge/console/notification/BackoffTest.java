package io.coupabridge.console.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Instant QUEUED = Instant.parse("2026-12-01T10:00:00Z");

    @Test
    void tries_for_a_day_with_longer_and_longer_pauses() {
        // given
        List<Duration> tries = new ArrayList<>();

        // when
        Optional<Instant> next = Optional.of(QUEUED);
        while (next.isPresent()) {
            tries.add(Duration.between(QUEUED, next.get()));
            next = Backoff.next(tries.size(), QUEUED, next.get());
        }

        // then
        assertThat(tries.subList(0, 5))
                .containsExactly(
                        Duration.ZERO,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(36),
                        Duration.ofSeconds(156));
        assertThat(tries).hasSize(15).isSorted();
        assertThat(tries.get(14)).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void tries_what_waited_behind_another_for_a_day_once() {
        assertThat(Backoff.next(1, QUEUED, QUEUED.plus(Duration.ofDays(1)))).isEmpty();
    }
}
