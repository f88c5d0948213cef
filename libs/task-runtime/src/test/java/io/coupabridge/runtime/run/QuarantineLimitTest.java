package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.client.lane.LanePlan.Range;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.Position.Outside;
import io.coupabridge.runtime.ledger.Run;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuarantineLimitTest {

    private static final int CHANGES = 1;
    private static final Position AT_CHANGES = Position.START.nextPass();

    private final QuarantineLimit limit = new QuarantineLimit(ApplicationRoster.TASK, 0.5);

    @Test
    void few_records_are_never_too_many() {
        assertThat(limit.objection(progress(10, 10))).isEmpty();
    }

    @Test
    void up_to_the_share_may_be_put_aside() {
        assertThat(limit.objection(progress(40, 20))).isEmpty();
    }

    @Test
    void more_than_the_share_are_a_change_at_coupa() {
        assertThat(limit.objection(progress(40, 21))).hasValueSatisfying(failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.UNEXPECTED_RESPONSE);
            assertThat(failure.retryable()).isFalse();
            assertThat(failure.message()).startsWith("21 of 40 records could not be mapped");
        });
    }

    @Test
    void a_full_run_is_judged_between_its_window_and_its_changes() {
        assertThat(limit.isToBeJudged(full(AT_CHANGES), CHANGES)).isTrue();
        assertThat(limit.isToBeJudged(full(Position.START), CHANGES)).isFalse();
        assertThat(limit.isToBeJudged(full(AT_CHANGES.nextPass()), CHANGES)).isFalse();
    }

    @Test
    void a_full_run_is_not_judged_while_a_pass_is_read_nor_once_it_has_asked_outside_its_window() {
        assertThat(limit.isToBeJudged(full(AT_CHANGES.planned(List.of(new Range(0, 1)))), CHANGES))
                .isFalse();
        assertThat(limit.isToBeJudged(full(AT_CHANGES.askedOutside(Outside.begun(Progress.NONE))), CHANGES))
                .isFalse();
    }

    @Test
    void other_runs_are_not_judged() {
        assertThat(limit.isToBeJudged(TestRuns.running(RunMode.INCREMENTAL, AT_CHANGES), CHANGES))
                .isFalse();
    }

    private static Run full(Position position) {
        return TestRuns.running(RunMode.FULL, position);
    }

    private static Progress progress(long read, long quarantined) {
        return new Progress(1, 1, read, 0, 0, read - quarantined, 0, quarantined, 0);
    }
}
