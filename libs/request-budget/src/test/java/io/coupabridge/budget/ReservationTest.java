package io.coupabridge.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Putting the database's times on the clock of this JVM. */
@Timeout(10)
class ReservationTest {

    private static final long TOLERANCE = Duration.ofMillis(40).toNanos();

    @Test
    void never_opens_a_slot_outside_its_true_interval_whatever_the_way_there_and_back_took() {
        Random random = new Random(20);
        for (int i = 0; i < 10_000; i++) {
            // given
            long sent = random.nextLong();
            long there = random.nextInt(30_000_000);
            long waited = random.nextInt(2_000_000_000);
            long back = random.nextInt(30_000_000);
            long start = random.nextInt(1_000_000_000);
            long trueStart = sent + there + waited + start;

            // when
            Reservation reservation =
                    Reservation.granted(sent, sent + there + waited + back, waited, TOLERANCE, new long[] {start});

            // then
            Slot slot = reservation.slots().get(0);
            assertThat(slot.notBeforeNanos() - trueStart).isBetween(0L, 30_000_000L);
            assertThat(slot.notAfterNanos() - trueStart).isLessThanOrEqualTo(TOLERANCE);
            assertThat(reservation.width()).isEqualTo(TOLERANCE - there - back);
            assertThat(reservation.width()).isEqualTo(slot.notAfterNanos() - slot.notBeforeNanos());
        }
    }

    @Test
    void does_not_believe_a_wait_that_is_longer_than_the_whole_trip() {
        // when
        Reservation reservation = Reservation.granted(0, 5_000_000, 3_600_000_000_000L, TOLERANCE, new long[] {0});
        // then
        assertThat(reservation.slots().get(0)).isEqualTo(new Slot(5_000_000, TOLERANCE));
    }

    @Test
    void has_no_width_when_the_trip_took_longer_than_a_slot_is_wide() {
        // when
        Reservation reservation = Reservation.granted(0, 50_000_000, 0, TOLERANCE, new long[] {0});
        // then
        assertThat(reservation.width()).isNegative();
        assertThat(reservation.slots().get(0).isOpenAt(45_000_000)).isFalse();
    }
}
