package io.coupabridge.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.simulator.fault.FaultRule;
import io.coupabridge.testing.scenario.SimulatorOrigins;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A Coupa that takes requests and never answers keeps its worker from nobody for long (promise 9). */
@QuarkusTest
@TestProfile(HangIT.OneWorkerWithShortSlices.class)
class HangIT extends RuntimeTest {

    /** A single worker, which is kept in vain for a second, and requests that may take very much longer. */
    public static final class OneWorkerWithShortSlices implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "coupabridge.worker.count", "1",
                    "coupabridge.worker.slice", "200ms",
                    "coupabridge.run.request-timeout", "120s",
                    "coupabridge.run.attempts", "8");
        }
    }

    private final TenantId other = new TenantId("o-" + UUID.randomUUID());

    @Test
    void another_run_is_worked_while_one_waits_for_the_first_answer() {
        // given
        CoupaInstance hanging = connectedCoupa(InstanceSpec.defaults().users(1_000));
        FaultRule hang = hanging.faults().always(Fault.hang(Duration.ofMinutes(5)));
        connectOther();
        UUID waiting = platform.run(tenant, RunMode.FULL);
        await().atMost(SOON).until(() -> hanging.log().apiCount() > 0);

        // when
        TaskEvent outcome = platform.outcome(platform.run(other, RunMode.FULL), SOON);

        // then
        assertThat(outcome.type()).isEqualTo(Type.COMPLETED);
        completesOnceCoupaAnswers(waiting, hang);
    }

    @Test
    void a_run_whose_lanes_hang_hands_its_worker_over_and_ends_exactly_when_coupa_answers_again() {
        // given
        CoupaInstance hanging = connectedCoupa(InstanceSpec.defaults().users(1_000));
        connectOther();
        UUID reading = platform.run(tenant, RunMode.FULL);
        await().atMost(SOON).until(() -> hanging.log().apiCount() > 3);
        FaultRule hang = hanging.faults().always(Fault.hang(Duration.ofMinutes(5)));

        // when
        TaskEvent outcome = platform.outcome(platform.run(other, RunMode.FULL), SOON);

        // then
        assertThat(outcome.type()).isEqualTo(Type.COMPLETED);
        completesOnceCoupaAnswers(reading, hang);
        assertThat(publishedIds()).doesNotHaveDuplicates().hasSize(1_000);
    }

    private void completesOnceCoupaAnswers(UUID run, FaultRule hang) {
        hang.remove();
        // what still hangs is given up for this one
        platform.outcome(platform.run(other, RunMode.FULL), SOON);
        assertThat(platform.outcome(run, SOON).type()).isEqualTo(Type.COMPLETED);
    }

    private void connectOther() {
        CoupaInstance coupa = simulator.instance(
                "other", InstanceSpec.defaults().users(10).expenseLines(0).port(SimulatorOrigins.nextPort()));
        coupa.client("client", "client-secret", Set.of(ApplicationRoster.TASK.scope()));
        platform.connected(other, coupa.origin(), token(coupa), 25);
    }
}
