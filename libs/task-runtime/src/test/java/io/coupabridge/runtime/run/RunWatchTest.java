package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent.Failure;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.contracts.TaskEvent.Waiting;
import io.coupabridge.runtime.connection.Access;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.schedule.NextStep;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunWatchTest {

    private final ReadingBed bed = ReadingBed.alone(Clock.fixed(TestRuns.NOW, ZoneOffset.UTC));
    private final Granted token = TestRuns.granted(1, TestRuns.NOW.plusSeconds(3_600));
    private final RecordedUnderWay underWay = new RecordedUnderWay();
    private final ActiveRun active = bed.active(TestRuns.running(RunMode.FULL, Position.START), token);

    @BeforeEach
    void isToLook() {
        bed.nextLook.in(Duration.ZERO);
    }

    @AfterEach
    void close() {
        bed.close();
    }

    @Test
    void uses_the_token_that_came() throws Exception {
        // given
        Granted fresh = TestRuns.granted(2, TestRuns.NOW.plusSeconds(3_600));
        bed.rules = (run, held) -> fresh;

        // when
        look();

        // then
        assertThat(active.access()).isEqualTo(fresh);
        assertThat(active.goesOn()).isTrue();
        assertThat(underWay.did).isEmpty();
    }

    @Test
    void looks_once_in_an_interval() throws Exception {
        // given
        look();
        bed.rules = (run, held) -> new Access.NotHere("Its address is not allowed.");

        // when
        look();

        // then
        assertThat(active.goesOn()).isTrue();
    }

    @Test
    void ends_a_run_that_was_cancelled_and_looks_no_further() throws Exception {
        // given
        bed.journal.fromOutside = Optional.of(active.run().cancelled(TestRuns.NOW));
        bed.rules = (run, held) -> new Access.NotHere("Its address is not allowed.");

        // when
        look();

        // then
        assertThat(active.run().finished()).isTrue();
        assertThat(bed.journal.told).isEmpty();
    }

    @Test
    void fails_a_run_that_may_not_read_any_more_and_nothing_more_is_sent() throws Exception {
        // given
        bed.rules = (run, held) -> new Access.Refused(new Failure(ErrorCode.DISCONNECTED, "It is gone.", true));

        // when
        look();

        // then
        assertThat(bed.journal.told).containsExactly("failed DISCONNECTED");
        assertThat(underWay.did).containsExactly("stop");
    }

    @Test
    void leaves_a_run_to_others_whose_address_is_not_allowed_here() throws Exception {
        // given
        bed.rules = (run, held) -> new Access.NotHere("Its address is not allowed.");

        // when
        look();

        // then
        assertThat(active.pause()).contains(new NextStep.Elsewhere(TestRuns.NOW));
        assertThat(underWay.did).containsExactly("stop");
    }

    @Test
    void waits_for_a_token() throws Exception {
        // given
        Waiting waiting = new Waiting(WaitReason.TOKEN_PENDING, TestRuns.NOW.plusSeconds(9), "There is no token.");
        bed.rules = (run, held) -> new Access.Wait(waiting, false);

        // when
        look();

        // then
        assertThat(bed.journal.told).containsExactly("waits TOKEN_PENDING");
        assertThat(active.pause()).contains(new NextStep.At(waiting.until()));
    }

    @Test
    void hands_the_worker_back_when_it_is_wanted_before_anything_else() throws Exception {
        // given
        bed.stopped = true;
        bed.rules = (run, held) -> new Access.NotHere("Its address is not allowed.");

        // when
        look();

        // then
        assertThat(bed.journal.told).containsExactly("moved");
        assertThat(underWay.did).containsExactly("drain", "stop");
    }

    private void look() throws InterruptedException {
        bed.watch(active).look(underWay);
    }
}
