package io.coupabridge.edge.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a caller may ask for, and when again. */
class CallerRateTest {

    private static final int PER_SECOND = 50;

    private final AtomicLong nanos = new AtomicLong();
    private final CallerRate rate = new CallerRate(PER_SECOND, new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return nanos.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    });

    @Test
    void a_caller_that_was_quiet_may_ask_for_two_seconds_worth_at_once() {
        assertThat(admitted("ann", 1_000)).isEqualTo(2 * PER_SECOND);
    }

    @Test
    void a_caller_that_asks_all_the_time_gets_its_rate_and_is_told_when_to_ask_again() {
        // given
        admitted("ann", 2 * PER_SECOND);

        // when
        Duration pause = rate.take("ann");

        // then
        assertThat(pause).isEqualTo(Duration.ofMillis(20));
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(admitted("ann", 1_000)).isEqualTo(PER_SECOND);
    }

    @Test
    void a_caller_takes_nothing_from_another() {
        // when
        admitted("ann", 1_000);

        // then
        assertThat(admitted("bob", 1_000)).isEqualTo(2 * PER_SECOND);
    }

    @Test
    void a_caller_that_tries_other_tenants_ids_gets_a_tenth_of_its_rate() {
        // given
        admitted("ann", 2 * PER_SECOND);

        // when
        int tries = 0;
        for (int tenth = 0; tenth < 100; tenth++) {
            nanos.addAndGet(Duration.ofMillis(100).toNanos());
            while (rate.take("ann").isZero()) {
                rate.charge("ann");
                tries++;
            }
        }

        // then
        assertThat(tries).isBetween(10 * PER_SECOND / CallerRate.PRICE_OF_A_REFUSAL, 12 * PER_SECOND / 10);
    }

    private int admitted(String subject, int requests) {
        return (int) IntStream.range(0, requests)
                .filter(request -> rate.take(subject).isZero())
                .count();
    }
}
