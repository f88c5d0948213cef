package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.client.lane.LanePlan.Range;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent.Failure;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.Run;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunStateTest {

    private static final int PASSES = 2;
    private static final Position PLANNED = Position.START.planned(List.of(new Range(0, 10)));

    @Test
    void is_queued_until_it_is_known_what_it_reads() {
        assertThat(state(TestRuns.queued(RunMode.FULL))).isEqualTo(RunState.QUEUED);
    }

    @Test
    void plans_a_pass_of_which_nothing_is_known() {
        assertThat(state(running(Position.START))).isEqualTo(RunState.PLANNING);
    }

    @Test
    void reads_a_pass_whose_ranges_are_known_although_nothing_is_left_of_them() {
        assertThat(state(running(PLANNED))).isEqualTo(RunState.READING);
        assertThat(state(running(Position.START.planned(List.of())))).isEqualTo(RunState.READING);
    }

    @Test
    void plans_the_next_pass_behind_one_that_is_read() {
        assertThat(state(running(PLANNED.nextPass()))).isEqualTo(RunState.PLANNING);
    }

    @Test
    void sweeps_behind_the_last_pass_and_behind_one_that_there_is_not() {
        assertThat(state(running(PLANNED.nextPass().nextPass()))).isEqualTo(RunState.SWEEPING);
        assertThat(state(running(PLANNED.nextPass().nextPass().nextPass()))).isEqualTo(RunState.SWEEPING);
    }

    @Test
    void waits_wherever_it_is() {
        // when
        RunState state = RunState.of(running(PLANNED), true, PASSES);

        // then
        assertThat(state).isEqualTo(RunState.WAITING);
        assertThat(state.goesOn()).isFalse();
    }

    @Test
    void has_ended_once_it_has_an_outcome() {
        // given
        Run failed = running(PLANNED).failed(new Failure(ErrorCode.INTERNAL, "It failed.", true), TestRuns.NOW);

        // when
        RunState state = state(failed);

        // then
        assertThat(state).isEqualTo(RunState.ENDED);
        assertThat(state.goesOn()).isFalse();
    }

    private static Run running(Position position) {
        return TestRuns.running(RunMode.FULL, position);
    }

    private static RunState state(Run run) {
        return RunState.of(run, false, PASSES);
    }
}
