package io.coupabridge.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.RunMode;
import io.coupabridge.runtime.ledger.RunStore;
import io.coupabridge.runtime.schedule.TenantScheduler;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.simulator.fault.FaultRule;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ShutdownIT.Own.class)
class ShutdownIT extends RuntimeTest {

    /** An application of its own: its scheduler does not start again. */
    public static final class Own implements QuarkusTestProfile {}

    @Inject
    TenantScheduler scheduler;

    @Inject
    RunStore runs;

    @Test
    void counts_requests_that_are_under_way_when_the_replica_stops() {
        // given
        CoupaInstance coupa = connectedCoupa(InstanceSpec.defaults().users(0));
        coupa.faults().inject(FaultRule.of(Fault.hang(SOON)).skip(1));
        UUID run = platform.run(tenant, RunMode.FULL);
        await().atMost(SOON).until(() -> coupa.log().apiCount() == 2);

        // when
        scheduler.stop();

        // then
        assertThat(runs.find(run).orElseThrow().progress().requests())
                .isEqualTo(coupa.log().apiCount());
    }
}
