package io.coupabridge.local.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.process.Replica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** PostgreSQL or Kafka is away, when roster-service starts and while it works. */
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutageIT {

    private static final Duration IN_TIME = Duration.ofSeconds(90);
    private static final InstanceSpec COMPANY =
            InstanceSpec.defaults().users(2_000).latency(Duration.ofMillis(30));

    private final List<Tenant> fresh = new ArrayList<>();
    private FaultBed bed;
    private Replica replica;

    @BeforeAll
    void prepare() {
        bed = new FaultBed(ApplicationRoster.TASK, "outage");
        for (int i = 1; i <= 4; i++) {
            fresh.add(bed.tenant("company-" + i, COMPANY.seed(i), 12));
        }
        replica = bed.replica();
    }

    @AfterAll
    void clear() {
        bed.close();
    }

    @AfterEach
    void leaveAllInOrder() {
        bed.postgres().restart();
        bed.kafka().restart();
    }

    @Test
    void starts_without_postgresql_says_so_and_works_when_it_comes() {
        // given
        bed.postgres().stop();
        startAnew();
        awaitSaysThatItWaitsFor("the ledger database");
        Tenant tenant = fresh.remove(0);
        UUID command = tenant.sendFullRun();

        // when
        bed.postgres().restart();

        // then
        replica.awaitReady();
        bed.platform().awaitOutcome(command, IN_TIME);
        assertExact(tenant, "PostgreSQL away at the start", Map.of());
    }

    @Test
    void starts_without_kafka_says_so_and_works_when_it_comes() {
        // given
        Tenant tenant = fresh.remove(0);
        UUID command = tenant.sendFullRun();
        bed.kafka().stop();
        startAnew();
        awaitSaysThatItWaitsFor("Kafka and its topics");

        // when
        bed.kafka().restart();

        // then
        replica.awaitReady();
        bed.platform().awaitOutcome(command, IN_TIME);
        assertExact(tenant, "Kafka away at the start", Map.of());
    }

    @Test
    void a_run_survives_that_postgresql_is_killed() {
        // given
        haveOneReady();
        Tenant tenant = fresh.remove(0);
        UUID command = tenant.sendFullRun();
        awaitRecords(300);

        // when
        bed.postgres().kill();
        awaitToldInHealth();
        UUID second = tenant.sendFullRun();
        bed.postgres().restart();

        // then
        bed.platform().awaitOutcome(command, IN_TIME);
        bed.platform().awaitOutcome(second, IN_TIME);
        replica.awaitReady();
        assertExact(tenant, "PostgreSQL killed during a run", Map.of("kills of PostgreSQL", 1));
    }

    @Test
    void a_run_survives_that_kafka_is_killed() {
        // given
        haveOneReady();
        Tenant tenant = fresh.remove(0);
        UUID command = tenant.sendFullRun();
        awaitRecords(300);

        // when
        bed.kafka().kill();
        awaitToldInHealth();
        bed.kafka().restart();
        UUID second = tenant.sendFullRun();

        // then
        bed.platform().awaitOutcome(command, IN_TIME);
        bed.platform().awaitOutcome(second, IN_TIME);
        replica.awaitReady();
        assertExact(tenant, "Kafka killed during a run", Map.of("kills of Kafka", 1));
    }

    private void startAnew() {
        replica.close();
        replica.start();
    }

    /** It may still work from the test before. */
    private void haveOneReady() {
        if (!replica.alive()) {
            replica.start();
        }
        replica.awaitReady();
    }

    private void awaitSaysThatItWaitsFor(String what) {
        Awaitility.await("readiness that names " + what)
                .atMost(IN_TIME)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> {
                    Replica.Health ready = replica.health("ready");
                    assertThat(ready.status()).isEqualTo(503);
                    assertThat(ready.body()).contains("\"waits-for\"").contains(what);
                });
        assertLive();
    }

    private void awaitToldInHealth() {
        Awaitility.await("a readiness that tells of the outage")
                .atMost(IN_TIME)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> replica.health("ready").status() == 503);
        assertLive();
    }

    private void assertLive() {
        assertThat(replica.health("live").status()).isEqualTo(200);
        assertThat(replica.alive()).isTrue();
    }

    private void awaitRecords(int more) {
        try (TopicReader reader =
                TopicReader.open(bed.kafka().bootstrapServers(), ApplicationRoster.TASK.recordTopic())) {
            int before = reader.readToEnd().size();
            reader.awaitAll(seen -> seen.size() >= before + more, IN_TIME);
        }
    }

    private void assertExact(Tenant tenant, String what, Map<String, Integer> faults) {
        bed.judge(tenant).note("OutageIT: " + what, faults).assertExact().assertCompleted();
    }
}
