package io.coupabridge.local.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.process.Replica;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A replica that is paused in the middle of a run for longer than its lease, and wakes up when another has taken the run
 * over. {@code -Dfaults.pauses=30} makes the long variant.
 */
@Timeout(900)
class ZombieIT {

    private static final int PAUSES = Integer.getInteger("faults.pauses", 3);
    private static final Duration IN_TIME = Duration.ofSeconds(60);

    /** Of requests in a second, so that a run lasts. */
    private static final int CEILING = 15;

    /** So that a run changes its worker only when that one is lost. */
    private static final Map<String, String> LONG_SLICES = Map.of("COUPABRIDGE_WORKER_SLICE", "10m");

    private final Random random = Seed.random(ZombieIT.class);

    @Test
    void a_replica_that_wakes_up_after_its_run_was_taken_over_publishes_nothing() {
        try (FaultBed bed = new FaultBed(ApplicationRoster.TASK, "zombie")) {
            // given a run that is slow until a second replica is there, however long that takes to start
            int pages = 60 + PAUSES * 60;
            Tenant tenant =
                    bed.tenant("acme", InstanceSpec.defaults().users(pages * 50).latency(Duration.ofMillis(30)), 1);
            Replica working = bed.replica(LONG_SLICES).start().awaitReady();
            UUID command = tenant.sendFullRun();
            int takenOver = 0;

            // when
            try (TopicReader users =
                    TopicReader.open(bed.kafka().bootstrapServers(), ApplicationRoster.TASK.recordTopic())) {
                awaitMore(users, 1);
                Replica idle = bed.replica(LONG_SLICES).start().awaitReady();
                bed.platform().ceiling(tenant.id(), 2, tenant.coupa().origin(), CEILING);
                for (int pause = 0; pause < PAUSES; pause++) {
                    awaitMore(users, 1 + random.nextInt(300));
                    working.pause();
                    users.readToEnd();
                    // what comes from now on, the other one has published
                    awaitMore(users, 1 + random.nextInt(200));
                    takenOver++;
                    working.resume();
                    Replica woken = working;
                    working = idle;
                    idle = woken;
                }
            }
            // five times what all pages take at this ceiling
            bed.platform().awaitOutcome(command, IN_TIME.plusSeconds(pages * 5L / CEILING));

            // then
            Judgement judgement = bed.judge()
                    .note("ZombieIT", Map.of("pauses", takenOver))
                    .assertExact()
                    .assertCompleted()
                    .assertReadAtMostOnePageOfEachLaneAgain(takenOver);
            assertThat(takenOver).isEqualTo(PAUSES);
            assertThat(judgement.held(tenant.id())).isEqualTo(tenant.users());
        }
    }

    private static void awaitMore(TopicReader users, int records) {
        int before = users.seen().size();
        users.awaitAll(seen -> seen.size() >= before + records, IN_TIME);
    }
}
