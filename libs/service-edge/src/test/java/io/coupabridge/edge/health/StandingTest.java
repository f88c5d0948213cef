package io.coupabridge.edge.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
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
    void good_answers_that_are_always_long_in_coming_make_it_down_once_and_not_again_and_again() {
        // given
        standing.heard(GOOD);

        // when, then
        for (int answers = 0; answers < 10; answers++) {
            clock.advance(Duration.ofMillis(4_600));
            assertThat(standing.troubles()).isNotEmpty();
            standing.heard(GOOD);
            assertThat(standing.troubles()).isNotEmpty();
        }

        // when
        clock.advance(Duration.ofSeconds(1));
        standing.heard(GOOD);

        // then
        assertThat(standing.troubles()).isEmpty();
    }

    @Test
    void a_probe_adds_no_pause_to_an_answer_that_was_long_in_coming() {
        // given
        long[] end = {0};
        long[] pause = {Long.MAX_VALUE};
        CountDownLatch asked = new CountDownLatch(3);
        Semaphore never = new Semaphore(0);
        try (Probe probe = new Probe("Kafka", () -> {
            if (end[0] != 0) {
                pause[0] = Math.min(pause[0], System.nanoTime() - end[0]);
            }
            try {
                assertThat(never.tryAcquire(1_100, TimeUnit.MILLISECONDS)).isFalse();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            end[0] = System.nanoTime();
            asked.countDown();
            return GOOD;
        })) {
            // when
            probe.start();
            await().atMost(SOON).until(() -> asked.getCount() == 0);
        }

        // then the shorter of two pauses counts: a busy machine may lengthen one
        assertThat(Duration.ofNanos(pause[0])).isLessThan(Duration.ofMillis(900));
    }

    @Test
    void a_probe_of_a_service_that_starts_is_up_soon_after_the_first_good_answer_can_come() {
        // given
        AtomicInteger asked = new AtomicInteger();
        try (Probe probe = new Probe("Kafka", () -> asked.incrementAndGet() < 11 ? BAD : GOOD)) {
            // when
            long start = System.nanoTime();
            probe.start();
            await().atMost(SOON).until(() -> probe.troubles().isEmpty());

            // then: a second apart, they would take ten
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void a_probe_asks_no_more_often_while_it_is_down() {
        // given
        AtomicInteger asked = new AtomicInteger();
        try (Probe probe = new Probe("Kafka", () -> asked.getAndIncrement() == 0 ? GOOD : BAD)) {
            // when
            long start = System.nanoTime();
            probe.start();
            await().atMost(SOON).until(() -> asked.get() == 3);

            // then
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1_900));
        }
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

    private static final class Hand implements LongSupplier {

        private volatile long now = Long.MAX_VALUE - 1;

        void advance(Duration time) {
            now += time.toNanos();
        }

        @Override
        public long getAsLong() {
            return now;
        }
    }
}
