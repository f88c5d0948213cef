package io.coupabridge.token.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class OutboxProgressTest {

    private final Hand clock = new Hand();
    private boolean kafkaTakesWrites;
    private final OutboxProgress progress = new OutboxProgress(clock);
    private final OutboxReadiness readiness = new OutboxReadiness(null, () -> kafkaTakesWrites, progress);

    @Test
    void is_ready_while_events_leave_however_many_wait() {
        for (long oldest = 1; oldest < 100; oldest++) {
            // when
            progress.saw(Optional.of(oldest));
            clock.advance(Duration.ofSeconds(10));

            // then
            assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
        }
    }

    @Test
    void is_ready_without_events_however_long() {
        // when
        progress.saw(Optional.empty());
        clock.advance(Duration.ofDays(1));
        progress.saw(Optional.empty());

        // then
        assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void is_not_ready_while_kafka_takes_no_writes_and_the_same_event_waits_for_too_long() {
        // given
        progress.saw(Optional.of(7L));

        // when
        clock.advance(OutboxReadiness.LONGEST);

        // then
        HealthCheckResponse answer = readiness.call();
        assertThat(answer.getStatus()).isEqualTo(Status.DOWN);
        assertThat(answer.getData().orElseThrow().get("events")).isEqualTo("wait for Kafka, the oldest for over 30 s");

        // when
        progress.saw(Optional.of(8L));

        // then
        assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void names_the_event_that_waits_and_stays_ready_while_kafka_takes_writes() {
        // given
        kafkaTakesWrites = true;
        progress.saw(Optional.of(7L));

        // when
        clock.advance(OutboxReadiness.LONGEST);

        // then
        HealthCheckResponse answer = readiness.call();
        assertThat(answer.getStatus()).isEqualTo(Status.UP);
        assertThat(answer.getData().orElseThrow()).containsKey("events");
    }

    private static final class Hand implements LongSupplier {

        private long now;

        void advance(Duration time) {
            now += time.toNanos();
        }

        @Override
        public long getAsLong() {
            return now;
        }
    }
}
