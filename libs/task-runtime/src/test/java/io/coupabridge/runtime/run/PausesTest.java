package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.contracts.TaskEvent.Waiting;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.schedule.NextStep;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PausesTest {

    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofSeconds(3);

    private final Clock clock = Clock.fixed(TestRuns.NOW, ZoneOffset.UTC);
    private final ReadingBed bed = ReadingBed.alone(clock);
    private final Granted token = TestRuns.granted(1, TestRuns.NOW.plusSeconds(3_600));
    private final RecordedUnderWay underWay = new RecordedUnderWay();
    private ActiveRun active = bed.active(TestRuns.running(RunMode.FULL, Position.START), token);

    @AfterEach
    void close() {
        bed.close();
    }

    @Test
    void a_short_one_is_waited_out_here_and_nobody_is_told() throws Exception {
        // when
        bed.pauses(active).waitOut(SHORT, WaitReason.COUPA_UNAVAILABLE, "Coupa is down.", underWay);

        // then
        assertThat(underWay.did).containsExactly("pause " + SHORT);
        assertThat(bed.journal.told).isEmpty();
        assertThat(active.goesOn()).isTrue();
    }

    @Test
    void a_long_one_gives_the_worker_back_once_what_is_under_way_is_settled() throws Exception {
        // when
        bed.pauses(active).waitOut(LONG, WaitReason.COUPA_UNAVAILABLE, "Coupa is down.", underWay);

        // then
        assertThat(underWay.did).containsExactly("drain");
        assertThat(bed.journal.told).containsExactly("waits COUPA_UNAVAILABLE");
        assertThat(active.pause()).contains(new NextStep.At(TestRuns.NOW.plus(LONG)));
    }

    @Test
    void a_token_is_tried_again_behind_a_short_one() throws Exception {
        // given
        active.session().token().refused(token, System.nanoTime());

        // when
        bed.pauses(active).waitOut(SHORT, WaitReason.TOKEN_PENDING, "The token is young.", underWay);

        // then
        assertThat(active.session().token().mayCarry(token)).isTrue();
    }

    @Test
    void silence_is_counted_and_what_is_left_of_it_taken_back_when_the_run_is_woken_early() throws Exception {
        // given
        bed.pauses(active).waitOut(LONG, WaitReason.THROTTLED, "Coupa asks for silence.", underWay);
        long counted = active.run().progress().throttledMillis();
        Run waits = active.run()
                .waits(new Waiting(WaitReason.THROTTLED, TestRuns.NOW.plusSeconds(1), "Coupa asks for silence."));
        active = bed.active(waits, token);

        // when
        bed.pauses(active).forgetSilenceThatEnded();

        // then
        assertThat(counted).isEqualTo(LONG.toMillis());
        assertThat(active.run().progress().throttledMillis()).isEqualTo(LONG.toMillis() - 1_000);
    }

    @Test
    void the_worker_is_handed_back_once_what_is_under_way_is_settled_and_stored() throws Exception {
        // when
        bed.pauses(active).handBack(underWay);

        // then
        assertThat(underWay.did).containsExactly("drain", "stop");
        assertThat(bed.journal.told).containsExactly("moved");
        assertThat(active.pause()).hasValueSatisfying(next -> assertThat(next).isInstanceOf(NextStep.Again.class));
    }

    @Test
    void a_run_that_is_silent_comes_back_when_its_silence_ends() throws Exception {
        // given
        underWay.silence = SHORT;

        // when
        bed.pauses(active).handBack(underWay);

        // then
        assertThat(active.pause()).contains(new NextStep.At(TestRuns.NOW.plus(SHORT)));
    }

    @Test
    void a_run_that_comes_back_from_a_failure_has_no_head_start() throws Exception {
        // given
        active = bed.active(TestRuns.running(RunMode.FULL, Position.START.failedAgain()), token);

        // when
        bed.pauses(active).handBack(underWay);

        // then
        assertThat(active.pause()).contains(new NextStep.Again(Duration.ZERO));
    }
}
