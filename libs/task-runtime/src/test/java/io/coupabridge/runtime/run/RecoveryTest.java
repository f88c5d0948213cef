package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.client.failure.ForbiddenException;
import io.coupabridge.client.failure.RequiredFieldHiddenException;
import io.coupabridge.client.failure.ThrottledException;
import io.coupabridge.client.failure.UnauthorizedException;
import io.coupabridge.client.failure.UnavailableException;
import io.coupabridge.client.failure.UnavailableException.Kind;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.contracts.TokenRejected.Finding;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.schedule.NextStep;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecoveryTest {

    private final Clock clock = Clock.fixed(TestRuns.NOW.plusSeconds(60), ZoneOffset.UTC);
    private final ReadingBed bed = ReadingBed.alone(clock);
    private final Granted token = TestRuns.granted(2, TestRuns.NOW.plusSeconds(3_600));
    private final RecordedUnderWay underWay = new RecordedUnderWay();
    private ActiveRun active = active(Position.START);

    @AfterEach
    void close() {
        bed.close();
    }

    @Test
    void an_outage_is_counted_in_the_ledger_and_waited_out_here_when_that_is_short() throws Exception {
        // when
        recover(outage());

        // then
        assertThat(active.position().failures()).isEqualTo(1);
        assertThat(bed.journal.told).containsExactly("moved");
        assertThat(underWay.did).hasSize(1).first().asString().startsWith("pause ");
        assertThat(active.goesOn()).isTrue();
    }

    @Test
    void an_outage_that_lasts_fails_the_run_and_nothing_more_is_sent() throws Exception {
        // given
        Position tried = Position.START;
        for (int i = 0; i < 7; i++) {
            tried = tried.failedAgain();
        }
        active = active(tried);

        // when
        recover(outage());

        // then
        assertThat(bed.journal.told).containsExactly("failed COUPA_UNAVAILABLE");
        assertThat(underWay.did).containsExactly("stop");
        assertThat(active.run().state()).isEqualTo(Run.State.FAILED);
    }

    @Test
    void a_missing_scope_is_told_to_token_service() throws Exception {
        // when
        recover(new ForbiddenException("Coupa refuses it.", true));

        // then
        assertThat(bed.journal.told).containsExactly("failed SCOPE_MISSING");
        assertThat(bed.journal.finding).isEqualTo(Finding.SCOPE_MISSING);
    }

    @Test
    void a_refused_token_is_rejected_and_another_one_waited_for() throws Exception {
        // when
        recover(new UnauthorizedException("Coupa does not accept the token."));

        // then
        assertThat(bed.journal.told).containsExactly("rejects 2");
        assertThat(active.position().rejectedToken()).isEqualTo(2);
        assertThat(active.pause()).contains(new NextStep.At(clock.instant().plusSeconds(60)));
    }

    @Test
    void the_late_refusal_of_a_token_that_was_replaced_changes_nothing() throws Exception {
        // when
        bed.recovery(active)
                .after(
                        new UnauthorizedException("Coupa does not accept the token."),
                        TestRuns.granted(1, TestRuns.NOW.plusSeconds(3_600)),
                        underWay);

        // then
        assertThat(bed.journal.told).isEmpty();
        assertThat(underWay.did).isEmpty();
        assertThat(active.goesOn()).isTrue();
    }

    @Test
    void a_token_that_ended_at_its_renewal_is_not_rejected_but_its_successor_waited_for() throws Exception {
        // given
        bed.successor = version -> Optional.of(clock.instant().plusSeconds(5));

        // when
        recover(new UnauthorizedException("Coupa does not accept the token."));

        // then
        assertThat(bed.journal.told).containsExactly("waits " + WaitReason.TOKEN_PENDING);
        assertThat(active.position().rejectedToken()).isZero();
        assertThat(active.pause()).contains(new NextStep.At(clock.instant().plusSeconds(5)));
    }

    @Test
    void an_expired_token_is_no_failure_and_another_is_looked_for_at_once() throws Exception {
        // when
        recover(new ExpiredTokenException());

        // then
        assertThat(bed.journal.told).isEmpty();
        assertThat(bed.nextLook.due()).isTrue();
    }

    @Test
    void a_record_that_lacks_a_key_is_no_failure() throws Exception {
        // given
        underWay.ofOddRows = true;

        // when
        recover(new RequiredFieldHiddenException("A key is missing.", "email"));

        // then
        assertThat(bed.journal.told).isEmpty();
        assertThat(active.goesOn()).isTrue();
    }

    @Test
    void a_failure_to_find_out_whether_a_key_is_hidden_is_reacted_to_instead() throws Exception {
        // given
        underWay.oddRowsFailure = new ForbiddenException("Coupa refuses it.", true);

        // when
        recover(new RequiredFieldHiddenException("A key is missing.", "email"));

        // then
        assertThat(bed.journal.told).containsExactly("failed SCOPE_MISSING");
    }

    @Test
    void a_wish_for_silence_that_the_budget_cannot_be_told_of_is_a_wait_for_the_budget() throws Exception {
        // when
        recover(new ThrottledException("Coupa asks for silence.", Optional.of(Duration.ofMinutes(1))));

        // then
        assertThat(bed.journal.told).containsExactly("waits " + WaitReason.BUDGET_UNAVAILABLE);
        assertThat(active.run().progress().throttledMillis()).isZero();
    }

    @Test
    void nothing_is_reacted_to_when_the_replica_is_to_stop() throws Exception {
        // given
        bed.stopped = true;

        // when
        recover(outage());

        // then
        assertThat(active.position().failures()).isZero();
        assertThat(active.pause()).isPresent();
        assertThat(underWay.did).containsExactly("drain", "stop");
    }

    private void recover(RuntimeException failure) throws InterruptedException {
        bed.recovery(active).after(failure, token, underWay);
    }

    private ActiveRun active(Position position) {
        return bed.active(TestRuns.running(RunMode.FULL, position), token);
    }

    private static RuntimeException outage() {
        return new UnavailableException(Kind.SERVER_ERROR, "Coupa is down.");
    }
}
