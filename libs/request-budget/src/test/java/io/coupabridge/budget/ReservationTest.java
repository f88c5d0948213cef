package io.coupabridge.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.budget.DatabaseClock.Offset;
import io.coupabridge.budget.DatabaseClock.Sample;
import io.coupabridge.budget.RequestBudget.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Putting the database's times on the clock of this JVM. */
@Timeout(10)
class ReservationTest {

    private static final long MS = Duration.ofMillis(1).toNanos();
    private static final Settings SETTINGS =
            new Settings(Duration.ofMillis(40), Duration.ofSeconds(1), Duration.ofSeconds(2));
    private static final long TOLERANCE = 40 * MS;
    private static final long EPOCH = Duration.ofDays(20_000).toNanos();

    @Test
    void never_opens_a_slot_outside_its_true_interval_whatever_the_way_there_and_back_took() {
        Random random = new Random(20);
        for (int i = 0; i < 10_000; i++) {
            // given
            long sent = random.nextLong();
            long there = random.nextInt(15_000_000);
            long waited = random.nextInt(2_000_000_000);
            long back = random.nextInt(15_000_000);
            long received = sent + there + waited + back;
            long start = back + random.nextInt(1_000_000_000);
            long trueStart = sent + there + waited + start;
            Sample answer = new Sample(sent, received, waited, EPOCH);
            Offset offset = new DatabaseClock().learn(answer);
            long drift = start / 1_000;

            // when
            List<Slot> slots =
                    Reservation.granted(offset, answer, SETTINGS, EPOCH + start).slots();

            // then
            Slot slot = slots.get(0);
            assertThat(slot.notBeforeNanos() - trueStart).isEqualTo(back + drift);
            assertThat(slot.notAfterNanos() - trueStart).isEqualTo(TOLERANCE - there - drift);
        }
    }

    @Test
    void leaves_slots_that_are_ahead_as_wide_as_a_quick_answer_made_them_when_a_slow_one_brings_them() {
        // given
        DatabaseClock clock = new DatabaseClock();
        clock.learn(new Sample(0, 2 * MS, 0, EPOCH));
        Sample late = new Sample(2 * MS, 102 * MS, 0, EPOCH + 50 * MS);
        Offset offset = clock.learn(late);

        // when
        List<Slot> slots =
                Reservation.granted(offset, late, SETTINGS, EPOCH + 500 * MS).slots();

        // then
        long drift = (100 * MS + 450 * MS) / 1_000;
        assertThat(slots).containsExactly(new Slot(502 * MS + drift, 500 * MS + TOLERANCE - drift));
    }

    @Test
    void drops_the_slots_that_are_over_or_all_but_over_when_they_arrive() {
        // given
        Offset offset = new Offset(-EPOCH, -EPOCH);
        Sample answer = answer(100 * MS);

        // when
        List<Slot> slots = Reservation.granted(
                        offset, answer, SETTINGS, EPOCH + 50 * MS, EPOCH + 64 * MS, EPOCH + 65 * MS, EPOCH + 100 * MS)
                .slots();

        // then
        assertThat(slots).extracting(Slot::notBeforeNanos).containsExactly(65 * MS, 100 * MS);
    }

    @Test
    void drops_slots_that_never_surely_open() {
        // when
        List<Slot> slots = Reservation.granted(
                        new Offset(-EPOCH, 50 * MS - EPOCH), answer(50 * MS), SETTINGS, EPOCH + 500 * MS)
                .slots();
        // then
        assertThat(slots).isEmpty();
    }

    @Test
    void tells_slots_that_came_late_from_such_as_never_surely_open() {
        // when
        Reservation.Granted late =
                Reservation.granted(new Offset(-EPOCH, -EPOCH), answer(100 * MS), SETTINGS, EPOCH, EPOCH + 200 * MS);
        Reservation.Granted neverOpen =
                Reservation.granted(new Offset(-EPOCH, 50 * MS - EPOCH), answer(50 * MS), SETTINGS, EPOCH + 500 * MS);

        // then
        assertThat(late.useless()).isEqualTo(1);
        assertThat(late.tooNarrow()).isFalse();
        assertThat(neverOpen.useless()).isEqualTo(1);
        assertThat(neverOpen.tooNarrow()).isTrue();
    }

    /** One that came at once. */
    private static Sample answer(long received) {
        return new Sample(received, received, 0, EPOCH + received);
    }
}
