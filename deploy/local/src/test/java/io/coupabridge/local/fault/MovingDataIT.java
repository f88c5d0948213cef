package io.coupabridge.local.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.data.RecordTable;
import io.coupabridge.testing.scenario.Platform;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Users who come, change and leave in Coupa while runs read them. {@code -Dfaults.moves} says for how many runs. */
@Timeout(600)
class MovingDataIT {

    private static final int MOVES = Integer.getInteger("faults.moves", 2);
    private static final Duration IN_TIME = Duration.ofSeconds(60);

    private final Random random = Seed.random(MovingDataIT.class);
    private int written;

    @Test
    void a_consumer_holds_what_coupa_holds_after_the_run_that_follows_the_changes() {
        try (FaultBed bed = new FaultBed(ApplicationRoster.TASK, "moving")) {
            // given
            Tenant tenant =
                    bed.tenant("acme", InstanceSpec.defaults().users(2_000).latency(Duration.ofMillis(20)), 20);
            bed.replica().start().awaitReady();

            // when
            CoupaInstance.Subscription writers = tenant.coupa().onRequest(request -> write(tenant.coupa()));
            run(bed, tenant, RunMode.FULL);
            for (int run = 1; run < MOVES; run++) {
                run(bed, tenant, run % 2 == 1 ? RunMode.INCREMENTAL : RunMode.FULL);
            }
            writers.close();
            // a change in the second in which an increment starts belongs to the next one
            Platform.awaitNextSecond();
            run(bed, tenant, RunMode.INCREMENTAL);
            // only a full run proves what is gone
            run(bed, tenant, RunMode.FULL);

            // then
            bed.judge()
                    .note("MovingDataIT", Map.of("changes during runs", written))
                    .assertExact()
                    .assertCompleted();
            assertThat(written).isGreaterThan(20);
        }
    }

    private static void run(FaultBed bed, Tenant tenant, RunMode mode) {
        UUID command = tenant.send(mode);
        bed.platform().awaitOutcome(command, IN_TIME);
    }

    /** Before the answer to a request: who is read already, who is about to be, and who comes behind. */
    private synchronized void write(CoupaInstance coupa) {
        RecordTable users = coupa.data().users();
        users.insert(random.nextInt(2));
        users.change(users.sample(random.nextInt(4), random.nextLong()));
        List<Long> leaving = users.sample(random.nextInt(2), random.nextLong());
        leaving.forEach(random.nextBoolean() ? users::deactivate : users::delete);
        written += leaving.size() + 1;
    }
}
