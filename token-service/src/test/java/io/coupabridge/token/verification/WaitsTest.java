package io.coupabridge.token.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class WaitsTest {

    private static final Instant DEAD = Instant.parse("2026-11-24T10:00:00Z");

    @Test
    void looks_at_a_dead_credential_four_times_and_then_no_more() {
        // given
        List<Duration> looks = new ArrayList<>();

        // when
        Optional<Instant> next = Waits.nextProbe(DEAD, DEAD);
        while (next.isPresent()) {
            looks.add(Duration.between(DEAD, next.get()));
            next = Waits.nextProbe(DEAD, next.get());
        }

        // then
        assertThat(looks)
                .containsExactly(
                        Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(30), Duration.ofHours(6));
    }

    @RepeatedTest(20)
    void waits_longer_after_each_failure_but_no_longer_than_a_quarter_of_an_hour() {
        assertThat(Waits.afterOutage(1, Optional.empty())).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(Waits.afterOutage(4, Optional.empty())).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(16));
        assertThat(Waits.afterOutage(1_000, Optional.empty()))
                .isBetween(Duration.ofMillis(450_000), Duration.ofMinutes(15));
    }

    @Test
    void waits_as_long_as_coupa_asks() {
        assertThat(Waits.afterOutage(1, Optional.of(Duration.ofMinutes(40)))).isEqualTo(Duration.ofMinutes(40));
        assertThat(Waits.afterOutage(9, Optional.of(Duration.ofSeconds(1)))).isGreaterThan(Duration.ofMinutes(1));
    }
}
