package io.coupabridge.edge.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.edge.health.ConsumerProgress.Stand;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A consumer that has records and does not move is not ready after a minute. */
class ConsumerProgressTest {

    private static final TopicPartition ONE = new TopicPartition("coupa.connections", 1);
    private static final TopicPartition TWO = new TopicPartition("coupa.connections", 2);

    private final Hand clock = new Hand();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final ConsumerWatch watch = new ConsumerWatch(metrics, clock);
    private final ConsumerReadiness readiness = new ConsumerReadiness(watch);
    private Map<TopicPartition, Stand> stands = Map.of();

    @BeforeEach
    void begin() {
        watch.watch("projection", () -> stands);
    }

    @Test
    void is_ready_without_records_however_long() {
        // when
        after(Duration.ofDays(1), Map.of(ONE, new Stand(5, 0, true)));
        after(Duration.ofDays(1), Map.of(ONE, new Stand(5, 0, true)));

        // then
        assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
        assertThat(stalledSeconds()).isZero();
    }

    @Test
    void is_ready_while_it_moves_however_much_is_left() {
        for (int done = 0; done < 10; done++) {
            // when
            after(Duration.ofSeconds(50), Map.of(ONE, new Stand(done, 1_000, true)));

            // then
            assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
        }
    }

    @Test
    void is_not_ready_after_a_minute_at_the_same_record_and_names_the_partition() {
        // given
        after(Duration.ZERO, Map.of(ONE, new Stand(5, 1, true), TWO, new Stand(5, 1, true)));
        after(Duration.ofSeconds(59), Map.of(ONE, new Stand(5, 1, true), TWO, new Stand(9, 1, true)));
        assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);

        // when
        after(Duration.ofSeconds(1), Map.of(ONE, new Stand(5, 2, true), TWO, new Stand(12, 1, true)));

        // then
        HealthCheckResponse answer = readiness.call();
        assertThat(answer.getStatus()).isEqualTo(Status.DOWN);
        assertThat(answer.getData().orElseThrow().get("projection"))
                .isEqualTo("has records and has not moved for 60 s: coupa.connections-1");
        assertThat(stalledSeconds()).isEqualTo(60);
    }

    @Test
    void is_ready_while_a_partition_waits_its_turn_and_another_moves() {
        for (int done = 0; done < 10; done++) {
            // when
            after(Duration.ofSeconds(50), Map.of(ONE, new Stand(7, 1_000, false), TWO, new Stand(done, 1_000, true)));

            // then
            assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
        }
    }

    @Test
    void is_not_ready_when_one_partition_is_stuck_in_hand_and_others_move() {
        // when
        for (int done = 0; done < 10; done++) {
            after(Duration.ofSeconds(50), Map.of(ONE, new Stand(7, 1_000, true), TWO, new Stand(done, 1_000, true)));
        }

        // then
        assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void goes_on_counting_while_it_is_unknown_how_many_records_wait() {
        // when
        after(Duration.ofSeconds(5), Map.of(ONE, new Stand(7, 3, false)));
        after(Duration.ofSeconds(50), Map.of(ONE, new Stand(7, Stand.UNKNOWN, false)));
        after(Duration.ofSeconds(50), Map.of(ONE, new Stand(7, 3, false)));

        // then
        assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void is_ready_again_once_it_moves() {
        // given
        after(Duration.ZERO, Map.of(ONE, new Stand(5, 1, true)));
        after(Duration.ofSeconds(70), Map.of(ONE, new Stand(5, 1, true)));
        assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);

        // when
        after(Duration.ofSeconds(5), Map.of(ONE, new Stand(6, 1, true)));

        // then
        assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void counts_from_the_first_record_and_not_from_the_last_one_that_was_done() {
        // given
        after(Duration.ZERO, Map.of(ONE, new Stand(5, 0, true)));

        // when
        after(Duration.ofDays(1), Map.of(ONE, new Stand(5, 1, true)));

        // then
        assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void leaves_partitions_to_others_that_it_does_not_read_any_more() {
        // given
        after(Duration.ZERO, Map.of(ONE, new Stand(5, 1, true)));

        // when
        after(Duration.ofSeconds(70), Map.of(TWO, new Stand(1, 0, true)));

        // then
        assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void goes_on_counting_while_nobody_can_tell_where_it_stands() {
        // given
        after(Duration.ZERO, Map.of(ONE, new Stand(5, 1, true)));

        // when
        after(Duration.ofSeconds(70), null);

        // then
        assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);
    }

    private void after(Duration time, Map<TopicPartition, Stand> now) {
        clock.now = clock.now.plus(time);
        stands = now;
        watch.look();
    }

    private double stalledSeconds() {
        return metrics.get("coupabridge.consumer.stalled")
                .tag("consumer", "projection")
                .gauge()
                .value();
    }

    private static final class Hand extends Clock {

        private Instant now = Instant.parse("2026-12-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
