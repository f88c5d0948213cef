package io.coupabridge.edge.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Down after four seconds without a good answer, up at the second one in a row. */
class StandingTest {

    private static final Map<String, String> GOOD = Map.of();
    private static final Map<String, String> BAD = Map.of("broker", "does not answer");
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Hand clock = new Hand();
    private final Standing standing = new Standing("Kafka", clock);

    @Test
    void is_down_until_the_first_good_answer_and_then_up_at_once() {
        assertThat(standing.troubles()).containsEntry("Kafka", "has not been asked yet");

        // when
        standing.heard(BAD);

        // then
        assertThat(standing.troubles()).isEqualTo(BAD);

        // when
        standing.heard(GOOD);

        // then
        assertThat(standing.troubles()).isEmpty();
    }

    @Test
    void stays_up_over_bad_answers_of_less_than_four_seconds() {
        // given
        standing.heard(GOOD);

        // when
        clock.advance(Duration.ofMillis(3_900));
        standing.heard(BAD);

        // then
        assertThat(standing.troubles()).isEmpty();
    }

    @Test
    void is_down_after_four_seconds_of_bad_answers_and_says_the_last_one() {
        // given
        standing.heard(GOOD);

        // when
        for (int second = 1; second <= 4; second++) {
            clock.advance(Duration.ofSeconds(1));
            standing.heard(BAD);
        }

        // then
        assertThat(standing.troubles()).isEqualTo(BAD);
    }

    @Test
    void is_down_after_four_seconds_of_silence_though_nobody_has_answered() {
        // given
        standing.heard(GOOD);

        // when
        clock.advance(Duration.ofSeconds(4));

        // then
        assertThat(standing.troubles()).containsEntry("Kafka", "does not answer steadily; last 4 s ago");
    }

    @Test
    void comes_up_at_the_second_good_answer_in_a_row() {
        // given
        standing.heard(GOOD);
        clock.advance(Duration.ofSeconds(5));
        standing.heard(BAD);

        // when
        standing.heard(GOOD);
        standing.heard(BAD);
        standing.heard(GOOD);

        // then
        assertThat(standing.troubles()).isNotEmpty();

        // when
        standing.heard(GOOD);

        // then
        assertThat(standing.troubles()).isEmpty();
    }

    @Test
    void a_good_answer_that_was_long_in_coming_is_only_the_first_one() {
        // given
        standing.heard(GOOD);

        // when
        clock.advance(Duration.ofSeconds(9));
        standing.heard(GOOD);

        // then
        assertThat(standing.troubles()).isNotEmpty();
    }

    @Test
    void a_probe_answers_at_once_while_its_question_hangs() {
        // given
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(2);
        try (Probe probe = new Probe("Kafka", clock, () -> {
            asked.countDown();
            if (asked.getCount() == 0) {
                awaitQuietly(hangs);
            }
            return GOOD;
        })) {
            // when
            probe.start();
            await().atMost(SOON).until(() -> asked.getCount() == 0);

            // then
            assertThat(probe.troubles()).isEmpty();

            // when
            clock.advance(Duration.ofSeconds(4));

            // then
            assertThat(probe.troubles()).isNotEmpty();

            // when
            hangs.countDown();

            // then
            await().atMost(SOON).until(() -> probe.troubles().isEmpty());
        }
    }

    @Test
    void a_probe_outlives_a_question_that_fails() {
        // given
        CountDownLatch failures = new CountDownLatch(2);
        try (Probe probe = new Probe("Kafka", clock, () -> {
            if (failures.getCount() > 0) {
                failures.countDown();
                throw new IllegalStateException("nobody is there");
            }
            return GOOD;
        })) {
            // when
            probe.start();

            // then
            await().atMost(SOON).until(() -> probe.troubles().isEmpty());
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Hand extends Clock {

        private volatile Instant now = Instant.parse("2026-12-01T08:00:00Z");

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
