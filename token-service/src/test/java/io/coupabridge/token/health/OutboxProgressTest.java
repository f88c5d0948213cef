package io.coupabridge.token.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class OutboxProgressTest {

    private final Hand clock = new Hand();
    private final OutboxProgress progress = new OutboxProgress(clock);
    private final OutboxReadiness readiness = new OutboxReadiness(null, progress);

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
    void is_not_ready_while_the_same_event_waits_for_too_long() {
        // given
        progress.saw(Optional.of(7L));

        // when
        clock.advance(OutboxReadiness.LONGEST);

        // then
        HealthCheckResponse answer = readiness.call();
        assertThat(answer.getStatus()).isEqualTo(Status.DOWN);
        assertThat(answer.getData().orElseThrow().get("events"))
                .isEqualTo("wait for Kafka, and none has left for 30 s");

        // when
        progress.saw(Optional.of(8L));

        // then
        assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
    }

    private static final class Hand extends Clock {

        private Instant now = Instant.parse("2026-12-01T08:00:00Z");

        void advance(Duration time) {
            now = now.plus(time);
        }

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
            throw new UnsupportedOperationException();
        }
    }
}
