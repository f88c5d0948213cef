package io.coupabridge.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.budget.DatabaseClock.Offset;
import io.coupabridge.budget.DatabaseClock.Sample;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Learning where the database's clock stands. */
@Timeout(10)
class DatabaseClockTest {

    private static final long MS = Duration.ofMillis(1).toNanos();
    private static final long EPOCH = Duration.ofDays(20_000).toNanos();

    private static final long DRIFT_OF_A_TRIP = MS / 10;

    private final DatabaseClock clock = new DatabaseClock();

    @Test
    void stands_somewhere_within_the_trip_of_the_only_answer() {
        // when
        Offset offset = clock.learn(new Sample(100 * MS, 112 * MS, 0, EPOCH));
        // then
        assertThat(offset).isEqualTo(new Offset(100 * MS - EPOCH, 112 * MS - EPOCH));
    }

    @Test
    void does_not_count_the_waiting_for_the_way_there() {
        // given
        Sample sample = new Sample(100 * MS, 112 * MS, 9 * MS, EPOCH);
        // when
        Offset offset = clock.learn(sample);
        // then
        assertThat(offset).isEqualTo(new Offset(109 * MS - EPOCH, 112 * MS - EPOCH));
        assertThat(sample.trip()).isEqualTo(3 * MS);
    }

    @Test
    void does_not_believe_a_wait_that_is_longer_than_the_whole_trip_or_negative() {
        // when
        Sample longer = new Sample(100 * MS, 112 * MS, 13 * MS, EPOCH);
        Sample negative = new Sample(100 * MS, 112 * MS, -1, EPOCH);
        // then
        assertThat(longer).isEqualTo(new Sample(100 * MS, 112 * MS, 0, EPOCH));
        assertThat(negative).isEqualTo(longer);
    }

    @Test
    void keeps_what_a_quick_answer_told_when_a_slow_one_follows() {
        // given
        clock.learn(new Sample(0, 2 * MS, 0, EPOCH));
        // when
        Offset offset = clock.learn(new Sample(2 * MS, 102 * MS, 0, EPOCH + 50 * MS));
        // then
        long drift = MS / 10;
        assertThat(offset).isEqualTo(new Offset(-drift - EPOCH, 2 * MS + drift - EPOCH));
    }

    @Test
    void takes_the_better_bound_of_each_of_two_answers() {
        // given
        clock.learn(new Sample(0, 50 * MS, 0, EPOCH));
        // when
        Offset offset = clock.learn(new Sample(0, 50 * MS, 0, EPOCH + 30 * MS));
        // then
        assertThat(offset).isEqualTo(new Offset(-EPOCH, 20 * MS - EPOCH));
    }

    @Test
    void trusts_an_old_answer_a_millisecond_less_each_second_on_either_side() {
        // given
        clock.learn(new Sample(0, 2 * MS, 0, EPOCH));
        // when
        Offset offset = clock.learn(new Sample(9_952 * MS, 10_002 * MS, 0, EPOCH + 9_976 * MS));
        // then
        assertThat(offset).isEqualTo(new Offset(-10 * MS - EPOCH, 12 * MS - EPOCH));
    }

    @Test
    void believes_the_new_answer_when_the_clock_was_set() {
        // given
        clock.learn(new Sample(0, 2 * MS, 0, EPOCH));
        // when
        Offset ahead = clock.learn(new Sample(1_000 * MS, 1_002 * MS, 0, EPOCH + 1_011 * MS));
        Offset back = clock.learn(new Sample(2_000 * MS, 2_002 * MS, 0, EPOCH));
        // then
        assertThat(ahead).isEqualTo(new Offset(-11 * MS - EPOCH, -9 * MS - EPOCH));
        assertThat(back).isEqualTo(new Offset(2_000 * MS - EPOCH, 2_002 * MS - EPOCH));
    }

    @Test
    void takes_an_answer_that_is_learnt_after_a_later_one_as_one_from_then() {
        // given
        clock.learn(new Sample(1_000 * MS, 1_002 * MS, 0, EPOCH + 1_000 * MS));
        // when
        Offset offset = clock.learn(new Sample(-50 * MS, 2 * MS, 0, EPOCH));
        // then
        assertThat(offset).isEqualTo(new Offset(-MS - EPOCH, 2 * MS - EPOCH));
    }

    @Test
    void never_loses_the_true_offset_wherever_nano_time_begins_while_a_clock_drifts() {
        Random random = new Random(20);
        for (int i = 0; i < 100; i++) {
            // given
            DatabaseClock fresh = new DatabaseClock();
            long start = random.nextLong();
            long sent = start;
            for (int answer = 0; answer < 100; answer++) {
                long arrived = sent + random.nextInt(50_000_000);
                long received = arrived + random.nextInt(50_000_000);
                long workedOut = EPOCH + (arrived - start) + (arrived - start) / 1_000;

                // when
                Offset offset = fresh.learn(new Sample(sent, received, 0, workedOut));

                // then
                long truth = arrived - workedOut;
                assertThat(truth - offset.earliest()).isBetween(-DRIFT_OF_A_TRIP, 50 * MS);
                assertThat(offset.latest() - truth).isBetween(-DRIFT_OF_A_TRIP, 50 * MS);
                sent = received + random.nextInt(200_000_000);
            }
        }
    }
}
