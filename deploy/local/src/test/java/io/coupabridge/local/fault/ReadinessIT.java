package io.coupabridge.local.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.testing.process.Replica;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What a task service and token-service say of themselves while Kafka or PostgreSQL hangs, or a run waits. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadinessIT {

    private static final Duration IN_TIME = Duration.ofSeconds(90);
    private static final Duration OFTEN = Duration.ofMillis(50);

    /** Promised within five seconds. */
    private static final Duration TOLD = Duration.ofSeconds(25);

    private FaultBed bed;
    private Tenant tenant;
    private List<Replica> replicas;

    @BeforeAll
    void start() {
        bed = new FaultBed(ApplicationRoster.TASK, "readiness");
        tenant = bed.tenant("acme", InstanceSpec.defaults().users(200), 10);
        replicas = List.of(bed.replica().start(), bed.tokenService().start());
        replicas.forEach(Replica::awaitReady);
    }

    @AfterAll
    void stop() {
        bed.close();
    }

    @Test
    void a_database_that_hangs_makes_replicas_unready_and_its_return_ready() {
        // when
        bed.postgres().pause();
        try {
            // then
            awaitTold("PostgreSQL hangs", "does not answer");
        } finally {
            bed.postgres().resume();
        }
        replicas.forEach(Replica::awaitReady);
    }

    @Test
    void a_broker_that_hangs_makes_replicas_unready_and_is_one_line_in_the_log() throws IOException {
        // given
        long lines = linesOf("Kafka is lost");

        // when
        bed.kafka().pause();
        try {
            // then
            awaitTold("Kafka hangs", "broker");
        } finally {
            bed.kafka().resume();
        }
        replicas.forEach(Replica::awaitReady);
        assertThat(linesOf("Kafka is lost") - lines).isEqualTo(replicas.size());
        assertThat(linesOf("NetworkClient")).isZero();
    }

    @Test
    void a_run_that_waits_makes_no_replica_unready() {
        // given
        tenant.coupa().faults().nth(1, Fault.throttled().retryAfter(Duration.ofSeconds(10)));

        // when
        bed.platform().awaitEvent(tenant.sendFullRun(), Type.WAITING, IN_TIME);

        // then
        await().atMost(IN_TIME)
                .pollInterval(OFTEN)
                .during(Duration.ofSeconds(6))
                .until(() -> replicas.stream().allMatch(Replica::ready));
    }

    /** Nobody who asks waits for an answer, not even once. */
    private void awaitTold(String fault, String words) {
        long start = System.nanoTime();
        for (Replica replica : replicas) {
            await(fault).atMost(TOLD).pollInterval(OFTEN).until(() -> {
                Replica.Health ready = replica.health("ready");
                assertThat(ready.status()).as(ready.body()).isNotZero();
                return ready.status() == 503 && ready.body().contains(words);
            });
            System.out.printf(
                    "%s: %s said so after %d ms.%n", fault, replica.log(), (System.nanoTime() - start) / 1_000_000);
            assertThat(replica.health("live").status()).isEqualTo(200);
        }
    }

    private long linesOf(String words) throws IOException {
        long lines = 0;
        for (Replica replica : replicas) {
            lines += Files.readString(replica.log())
                    .lines()
                    .filter(line -> line.contains(words))
                    .count();
        }
        return lines;
    }
}
