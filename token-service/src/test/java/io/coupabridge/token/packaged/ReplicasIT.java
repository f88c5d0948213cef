package io.coupabridge.token.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.Topic;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.simulator.fault.FaultRule;
import io.coupabridge.testing.TopicRecord;
import io.coupabridge.token.scenario.Installation;
import io.coupabridge.token.scenario.Replica;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Three replicas on one database and one broker, of which some are paused and killed. */
@Tag("packaged")
@Tag("long")
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplicasIT {

    private static final int SAVES = 58;
    private static final Duration TAKEOVER = Duration.ofSeconds(60);

    private static Installation installation;
    private static List<Replica> replicas;

    @BeforeAll
    static void start() {
        installation = new Installation();
        replicas = installation.threeReplicas();
    }

    @AfterAll
    static void stop() {
        replicas.forEach(Replica::close);
        installation.close();
    }

    @Test
    @Order(0)
    void take_a_storm_of_saves_while_they_are_cold() throws Exception {
        // given
        ExecutorService callers = Executors.newFixedThreadPool(SAVES);
        List<Callable<Response>> saves = new ArrayList<>();
        for (int i = 0; i < SAVES; i++) {
            Replica replica = replicas.get(i % replicas.size());
            String tenant = "storm-" + i;
            saves.add(() -> installation.connect(replica, tenant));
        }

        // when
        List<Future<Response>> answers = callers.invokeAll(saves);

        // then
        callers.shutdownNow();
        for (Future<Response> answer : answers) {
            assertThat(answer.get().statusCode()).as(answer.get().asString()).isIn(200, 202, 429);
            if (answer.get().statusCode() == 429) {
                assertThat(answer.get().header("Retry-After")).isNotNull();
            }
        }
        for (int i = 0; i < SAVES; i++) {
            assertThat(installation.delete(replicas.get(0), "storm-" + i).statusCode())
                    .isIn(204, 404);
        }
    }

    @Test
    @Order(1)
    void publish_nothing_stale_after_a_pause_of_whoever_relays() {
        // given
        installation.connect(replicas.get(0), "relay");
        List<Integer> ceilings = new ArrayList<>();

        // when two replicas in turn sleep through changes that the others make
        for (Replica paused : replicas.subList(0, 2)) {
            paused.process().pause();
            for (Replica awake : replicas) {
                if (awake != paused) {
                    int ceiling = 1 + ceilings.size();
                    ceilings.add(ceiling);
                    assertThat(installation.setCeiling(awake, "relay", ceiling).statusCode())
                            .isEqualTo(200);
                }
            }
            await().atMost(TAKEOVER).until(() -> ceilingsSeen("relay").containsAll(ceilings));
            paused.process().resume();
        }

        // then
        replicas.forEach(Replica::awaitReady);
        assertThat(ceilingsSeen("relay")).containsSubsequence(ceilings);
        assertThat(versions("relay")).as("no older state behind a newer one").isSorted();
        assertThat(new HashSet<>(versions("relay"))).hasSize(2 + ceilings.size());
    }

    @Test
    @Order(2)
    void finish_the_verification_of_a_replica_that_was_killed_in_the_middle_of_it() {
        // given a token endpoint that hangs for the first replica to ask
        FaultRule slow = installation.coupa().faults().nextGrants(1, Fault.delay(Duration.ofSeconds(8)));
        ExecutorService caller = Executors.newSingleThreadExecutor();
        Replica victim = replicas.get(2);
        Future<?> lost = caller.submit(() -> installation.connect(victim, "orphan"));
        await().atMost(TAKEOVER).until(() -> slow.struckCount() == 1);

        // when whoever works on it dies
        victim.process().kill();
        caller.shutdownNow();
        assertThat(lost).isNotNull();

        // then
        awaitActive("orphan", TAKEOVER);
        await().atMost(TAKEOVER)
                .until(() -> events("orphan").stream().anyMatch(e -> e.state() == ConnectionState.ACTIVE));
        assertThat(versions("orphan")).isSorted();
        assertThat(Set.copyOf(versions("orphan"))).containsExactlyInAnyOrder(1L, 2L);
        assertThat(installation.records(ApplicationRoster.TASK.tokenTopic(), "orphan"))
                .isNotEmpty();
    }

    @Test
    @Order(3)
    void connect_a_tenant_whose_token_endpoint_takes_fifteen_seconds_as_shipped() {
        // given
        FaultRule slow = installation.coupa().faults().allGrants(Fault.delay(Duration.ofSeconds(15)));

        // when
        installation.connect(replicas.get(0), "slow");

        // then
        awaitActive("slow", TAKEOVER.multipliedBy(2));
        assertThat(slow.struckCount()).as("one grant a task, none thrown away").isEqualTo(2);
    }

    private static void awaitActive(String tenant, Duration longest) {
        await().atMost(longest)
                .until(() -> replicas.get(0)
                        .get("/api/v1/tenants/" + tenant + "/connection")
                        .jsonPath()
                        .getString("state")
                        .equals("ACTIVE"));
    }

    private static List<Integer> ceilingsSeen(String tenant) {
        return events(tenant).stream().map(ConnectionEvent::requestCeiling).toList();
    }

    private static List<Long> versions(String tenant) {
        return events(tenant).stream().map(ConnectionEvent::version).toList();
    }

    private static List<ConnectionEvent> events(String tenant) {
        List<TopicRecord> records = installation.records(Topic.CONNECTIONS, tenant);
        return records.stream().map(r -> r.as(ConnectionEvent.class)).toList();
    }
}
