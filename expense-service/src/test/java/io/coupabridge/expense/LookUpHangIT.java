package io.coupabridge.expense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.simulator.fault.FaultRule;
import io.coupabridge.testing.scenario.Platform;
import io.coupabridge.testing.scenario.SimulatorOrigins;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A Coupa that sends its pages, but hangs on what a mapper asks for besides, keeps its worker from nobody for long either. */
@QuarkusTest
@TestProfile(LookUpHangIT.OneWorkerWithShortSlices.class)
class LookUpHangIT extends ExpenseTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    /** A single worker, which is kept in vain for a second, and requests that may take very much longer. */
    public static final class OneWorkerWithShortSlices implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "coupabridge.worker.count", "1",
                    "coupabridge.worker.slice", "200ms",
                    "coupabridge.run.request-timeout", "170s",
                    "coupabridge.run.attempts", "8");
        }
    }

    private final TenantId other = new TenantId("o-" + UUID.randomUUID());

    @Test
    void another_run_is_worked_while_one_waits_for_the_lines_of_its_reports() {
        // given
        CoupaInstance hanging = connect(tenant, 400);
        connect(other, 10);
        platform.outcome(platform.run(tenant, RunMode.FULL), SOON);
        hanging.data().expenseReports().change(hanging.data().expenseReports().sample(12, 7));
        Platform.awaitNextSecond();
        FaultRule hang = hanging.faults()
                .inject(FaultRule.of(Fault.hang(Duration.ofMinutes(5)))
                        .onPath("/api/expense_lines")
                        .when(request -> request.query("expense_report_id[in]").isPresent()));
        UUID waiting = platform.run(tenant, RunMode.AUTO);
        await().atMost(SOON).until(() -> hang.struckCount() > 0);

        // when
        TaskEvent outcome = platform.outcome(platform.run(other, RunMode.FULL), SOON);

        // then
        assertThat(outcome.type()).isEqualTo(Type.COMPLETED);
        hang.remove();
        // what still hangs is given up for this one
        platform.outcome(platform.run(other, RunMode.FULL), SOON);
        TaskEvent receipt = platform.outcome(waiting, SOON);
        assertThat(receipt.type()).isEqualTo(Type.COMPLETED);
        assertThat(receipt.progress().recordsChanged()).isPositive();
    }

    private CoupaInstance connect(TenantId who, int lines) {
        CoupaInstance coupa = simulator.instance(
                who.value(),
                InstanceSpec.defaults().users(10).expenseLines(lines).port(SimulatorOrigins.nextPort()));
        coupa.client("client", "client-secret", Set.of(ExpenseDiscovery.TASK.scope()));
        platform.connected(who, coupa.origin(), platform.grant(coupa.origin(), "client", "client-secret"), 25);
        return coupa;
    }
}
