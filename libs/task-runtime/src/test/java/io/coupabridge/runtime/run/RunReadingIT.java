package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.RunMode;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.WatermarkStore.Mark;
import io.coupabridge.runtime.schedule.NextStep;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.fault.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs over 200 users, all of whom are put aside, from the simulator under a real budget. */
@Timeout(60)
class RunReadingIT extends SimulatedCoupaTest {

    private static final int USERS = 200;
    private static final int CEILING = 25;
    private static final Instant YESTERDAY = Instant.now().minus(Duration.ofDays(1));

    private CoupaInstance coupa;
    private Granted token;

    @BeforeEach
    void connect() {
        coupa = coupa(InstanceSpec.defaults().users(USERS));
        token = granted(coupa, CEILING);
        bed.mark = Optional.of(new Mark(YESTERDAY, YESTERDAY));
    }

    @Test
    void a_queued_run_is_started_read_and_completed() throws Exception {
        // when
        Optional<NextStep> pause = bed.read(queued(), token);

        // then
        assertThat(pause).isEmpty();
        assertThat(bed.journal.told).startsWith("started").endsWith("completed");
        assertThat(bed.journal.settled).containsExactlyInAnyOrderElementsOf(ids());
        assertThat(bed.journal.mark.watermark()).isAfter(YESTERDAY);
    }

    @Test
    void a_run_that_is_asked_for_silence_before_it_starts_waits_and_is_not_started() throws Exception {
        // given
        coupa.faults().always(Fault.throttled().retryAfter(Duration.ofMinutes(5)));

        // when
        Optional<NextStep> pause = bed.read(queued(), token);

        // then
        assertThat(pause).hasValueSatisfying(next -> assertThat(next).isInstanceOf(NextStep.At.class));
        assertThat(bed.journal.told).contains("waits THROTTLED").doesNotContain("started");
    }

    @Test
    void a_running_run_plans_its_pass_and_is_not_started_again() throws Exception {
        // given
        Run running = TestRuns.running(RunMode.INCREMENTAL, Position.START.readFrom(Instant.now()));

        // when
        Optional<NextStep> pause = bed.read(running, token);

        // then
        assertThat(pause).isEmpty();
        assertThat(bed.journal.told).doesNotContain("started").endsWith("completed");
        assertThat(bed.journal.settled).containsExactlyInAnyOrderElementsOf(ids());
    }

    @Test
    void a_run_that_stands_behind_its_passes_asks_for_nothing_more() throws Exception {
        // given
        Run read = TestRuns.running(
                RunMode.INCREMENTAL, Position.START.readFrom(Instant.now()).nextPass());

        // when
        bed.read(read, token);

        // then
        assertThat(bed.journal.told).containsExactly("completed");
        assertThat(coupa.log().apiCount()).isZero();
    }

    @Test
    void a_run_whose_position_nobody_understands_fails() throws Exception {
        // given
        Run odd =
                TestRuns.running(RunMode.INCREMENTAL, Position.START.nextPass().nextPass());

        // when
        bed.read(odd, token);

        // then
        assertThat(bed.journal.told).singleElement().asString().startsWith("failed ");
    }

    @Test
    void a_full_run_of_which_most_was_put_aside_fails_before_anything_is_swept() throws Exception {
        // when
        bed.read(TestRuns.queued(RunMode.FULL), token);

        // then
        assertThat(bed.journal.settled).hasSize(USERS);
        assertThat(bed.journal.told).endsWith("failed UNEXPECTED_RESPONSE");
    }

    @Test
    void a_replica_that_is_to_stop_hands_the_run_back_as_it_is() throws Exception {
        // given
        bed.stopped = true;

        // when
        Optional<NextStep> pause = bed.read(queued(), token);

        // then
        assertThat(pause).isPresent();
        assertThat(bed.journal.told).containsExactly("moved");
        assertThat(coupa.log().apiCount()).isZero();
    }

    private Run queued() {
        return TestRuns.queued(RunMode.INCREMENTAL);
    }

    private List<Long> ids() {
        return coupa.data().users().ids();
    }
}
