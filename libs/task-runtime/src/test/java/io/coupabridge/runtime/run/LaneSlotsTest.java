package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.budget.BudgetBlockedException;
import io.coupabridge.budget.BudgetBusyException;
import io.coupabridge.budget.BudgetException;
import io.coupabridge.budget.BudgetUnavailableException;
import io.coupabridge.budget.Slot;
import io.coupabridge.edge.budget.BudgetMetrics;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.observation.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneSlotsTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Granted access = TestRuns.granted(1, TestRuns.NOW.plusSeconds(3_600));
    private final Deque<Slot> there = new ArrayDeque<>();
    private final List<Integer> asked = new ArrayList<>();
    private BudgetException refusal;
    private long now = 1;
    private final LaneSlots slots =
            new LaneSlots(this::reserve, new Metrics(registry, new BudgetMetrics(registry)), () -> now);

    @Test
    void asks_the_budget_once_for_as_many_as_it_grants_together() {
        // given
        there.addAll(List.of(open(), open()));

        // when
        boolean first = slots.next(access, 2).isPresent();
        boolean second = slots.next(access, 1).isPresent();

        // then
        assertThat(first).isTrue();
        assertThat(second).isTrue();
        assertThat(asked).containsExactly(2);
    }

    @Test
    void asks_again_when_what_it_has_is_over() {
        // given
        there.addAll(List.of(open(), over()));
        slots.next(access, 2);
        there.add(open());

        // when
        boolean slot = slots.next(access, 1).isPresent();

        // then
        assertThat(slot).isTrue();
        assertThat(asked).containsExactly(2, 1);
    }

    @Test
    void has_none_for_as_long_as_the_near_future_is_taken_and_that_is_no_pause() {
        // given
        refusal = new BudgetBusyException("northwind", LONG);

        // when
        boolean slot = slots.next(access, 1).isPresent();

        // then
        assertThat(slot).isFalse();
        assertThat(slots.pauseLeft()).isEqualTo(LONG);
        assertThat(slots.paused()).isFalse();
        assertThat(slots.takeBlocked()).isZero();
    }

    @Test
    void tells_once_of_a_silence_that_coupa_asked_for() {
        // given
        refusal = new BudgetBlockedException("northwind", LONG);

        // when
        boolean slot = slots.next(access, 1).isPresent();

        // then
        assertThat(slot).isFalse();
        assertThat(slots.paused()).isTrue();
        assertThat(slots.takeBlocked()).isEqualTo(LONG);
        assertThat(slots.takeBlocked()).isZero();
    }

    @Test
    void lets_whoever_asks_know_that_there_is_no_budget() {
        // given
        refusal = BudgetUnavailableException.tooSlow();

        // when / then
        assertThatThrownBy(() -> slots.next(access, 1)).isSameAs(refusal);
    }

    @Test
    void a_shorter_pause_does_not_end_a_longer_one() {
        // given
        slots.pause(LONG);

        // when
        slots.pause(Duration.ZERO);

        // then
        assertThat(slots.pauseLeft()).isEqualTo(LONG);
    }

    @Test
    void a_pause_takes_back_what_was_granted() {
        // given
        there.addAll(List.of(open(), open()));
        slots.next(access, 2);

        // when
        slots.pause(Duration.ZERO);

        // then
        there.add(open());
        assertThat(slots.next(access, 1)).isPresent();
        assertThat(asked).containsExactly(2, 1);
    }

    @Test
    void waits_a_moment_for_other_lanes_that_miss_their_slots() {
        // when
        slots.pauseForOtherMisses();

        // then
        assertThat(slots.pauseLeft()).isEqualTo(Duration.ofMillis(20));
        assertThat(slots.paused()).isFalse();
        now += Duration.ofMillis(20).toNanos();
        assertThat(slots.pauseLeft()).isZero();
    }

    private List<Slot> reserve(Granted with, int wanted) {
        asked.add(wanted);
        if (refusal != null) {
            throw refusal;
        }
        List<Slot> granted = List.copyOf(there);
        there.clear();
        return granted;
    }

    private Slot open() {
        return new Slot(now, now + LONG.toNanos());
    }

    private Slot over() {
        return new Slot(now - 2, now - 1);
    }
}
