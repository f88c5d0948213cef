package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.client.lane.LanePlan.Range;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.schedule.NextStep;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.fault.Fault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pass of 400 users, read from the simulator under a real budget, and settled in memory. */
@Timeout(60)
class PassReadingIT extends SimulatedCoupaTest {

    private static final int USERS = 400;
    private static final int CEILING = 25;

    private CoupaInstance coupa;
    private List<Long> ids;
    private Granted token;

    @BeforeEach
    void connect() {
        coupa = coupa(InstanceSpec.defaults().users(USERS));
        ids = coupa.data().users().ids();
        token = granted(coupa, CEILING);
    }

    @Test
    void is_read_once_and_the_run_stands_behind_it() throws Exception {
        // given
        ActiveRun active = active(everything());

        // when
        read(active);

        // then
        assertThat(bed.journal.settled).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(active.position().pass()).isEqualTo(1);
        assertThat(active.goesOn()).isTrue();
    }

    @Test
    void goes_on_elsewhere_where_it_was_left_for_others() throws Exception {
        // given
        bed.othersWait = true;
        ActiveRun first = active(everything());

        // when
        read(first);

        // then
        assertThat(first.pause()).hasValueSatisfying(next -> assertThat(next).isInstanceOf(NextStep.Again.class));
        assertThat(bed.journal.settled).isNotEmpty().hasSizeLessThan(USERS);

        // when
        bed.othersWait = false;
        ActiveRun second = active(first.position());
        read(second);

        // then
        assertThat(bed.journal.settled).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(second.position().pass()).isEqualTo(1);
    }

    @Test
    void a_start_is_told_once_its_first_requests_are_on_their_way() throws Exception {
        // given
        ActiveRun active = active(everything());
        active.start(active.run(), active.session());

        // when
        read(active);

        // then
        assertThat(bed.journal.told).startsWith("started");
        assertThat(bed.journal.settled).hasSize(USERS);
    }

    @Test
    void waits_with_its_worker_handed_back_when_coupa_asks_for_a_long_silence() throws Exception {
        // given
        coupa.faults().always(Fault.throttled().retryAfter(Duration.ofMinutes(5)));
        ActiveRun active = active(everything());

        // when
        read(active);

        // then
        assertThat(bed.journal.told).contains("waits THROTTLED");
        assertThat(active.pause()).hasValueSatisfying(next -> assertThat(next).isInstanceOf(NextStep.At.class));
        assertThat(bed.journal.settled).isEmpty();
    }

    @Test
    void fails_with_what_coupa_refuses() throws Exception {
        // given
        coupa.faults().always(Fault.status(403));
        ActiveRun active = active(everything());

        // when
        read(active);

        // then
        assertThat(active.run().state()).isEqualTo(Run.State.FAILED);
        assertThat(bed.journal.told).contains("failed FORBIDDEN");
    }

    @Test
    void reads_on_behind_an_outage_that_is_short() throws Exception {
        // given
        coupa.faults().nth(3, Fault.status(500));
        ActiveRun active = active(everything());

        // when
        read(active);

        // then
        assertThat(bed.journal.settled).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(active.position().failures()).isZero();
    }

    private Position everything() {
        return Position.START.planned(List.of(new Range(0, ids.get(ids.size() - 1))));
    }

    private ActiveRun active(Position position) {
        return bed.active(TestRuns.running(RunMode.FULL, position), token);
    }

    private void read(ActiveRun active) throws InterruptedException {
        OpenPass open = bed.open(active);
        try {
            new PassReading(active, bed.control(active), open).read();
        } finally {
            open.reader().close();
            active.session().close();
        }
    }
}
