package io.coupabridge.local.fault;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.process.Replica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * {@code kill -9} of replicas, of Kafka and of PostgreSQL, one after the other and at once, while commands come twice.
 * {@code -Dfaults.blows} says how many.
 */
@Tag("long")
@Timeout(1_800)
class ChaosIT {

    private static final int BLOWS = Integer.getInteger("faults.blows", 12);
    private static final Duration IN_TIME = Duration.ofSeconds(120);

    private final Random random = Seed.random(ChaosIT.class);
    private final Map<String, Integer> struck = new TreeMap<>();

    /** What is killed. */
    private enum Blow {
        REPLICA,
        KAFKA,
        POSTGRESQL,
        KAFKA_AND_REPLICA,
        POSTGRESQL_AND_REPLICA,
        ALL
    }

    @Test
    void publishes_every_version_once_and_one_outcome_whatever_is_killed() {
        try (FaultBed bed = new FaultBed(ApplicationRoster.TASK, "chaos")) {
            // given
            InstanceSpec slow = InstanceSpec.defaults().latency(Duration.ofMillis(40));
            bed.tenant("large", slow.users(4_500).seed(1), 10);
            bed.tenant("middle", slow.users(900).seed(2), 3);
            bed.tenant("small", slow.users(280).seed(3), 1);
            List<Replica> replicas =
                    List.of(bed.replica().start(), bed.replica().start());
            replicas.forEach(Replica::awaitReady);

            // when
            List<Blow> blows = blows();
            try (TaskEventFeed feed = new TaskEventFeed(bed.kafka().bootstrapServers())) {
                while (!blows.isEmpty()) {
                    round(bed, replicas, feed, blows);
                }
            }

            // then
            bed.judge()
                    .note("ChaosIT", struck)
                    .assertExact()
                    .assertCompleted()
                    .assertReadAtMostOnePageOfEachLaneAgain(BLOWS);
        }
    }

    /** All kinds evenly, in an order left to chance. */
    private List<Blow> blows() {
        List<Blow> blows = new ArrayList<>();
        for (int i = 0; i < BLOWS; i++) {
            blows.add(Blow.values()[i % Blow.values().length]);
        }
        Collections.shuffle(blows, random);
        return blows;
    }

    /** Full runs of what changed in all tenants, with blows until they have their outcomes. */
    private void round(FaultBed bed, List<Replica> replicas, TaskEventFeed feed, List<Blow> blows) {
        bed.tenants().forEach(tenant -> tenant.changeSinceLastCommand(random));
        List<UUID> commands = bed.tenants().stream().map(Tenant::sendFullRun).toList();
        while (!blows.isEmpty() && !feed.ended(commands)) {
            feed.follow(Duration.ofMillis(200 + random.nextInt(2_500)));
            if (!feed.ended(commands)) {
                strike(blows.remove(0), bed, replicas);
                bed.tenants().forEach(Tenant::sendAgain);
                count("commands sent again", bed.tenants().size());
            }
            Replica.awaitAnyReady(replicas, IN_TIME);
        }
        feed.awaitEnd(commands, IN_TIME);
    }

    private void strike(Blow blow, FaultBed bed, List<Replica> replicas) {
        boolean kafka = blow == Blow.KAFKA || blow == Blow.KAFKA_AND_REPLICA || blow == Blow.ALL;
        boolean postgres = blow == Blow.POSTGRESQL || blow == Blow.POSTGRESQL_AND_REPLICA || blow == Blow.ALL;
        boolean replica = blow != Blow.KAFKA && blow != Blow.POSTGRESQL;
        List<Runnable> kills = new ArrayList<>();
        if (kafka) {
            kills.add(() -> bed.kafka().kill());
            count("kills of Kafka", 1);
        }
        if (postgres) {
            kills.add(() -> bed.postgres().kill());
            count("kills of PostgreSQL", 1);
        }
        if (replica) {
            kills.add(() -> restart(replicas));
            count("kills", 1);
        }
        Collections.shuffle(kills, random);
        kills.forEach(Runnable::run);
        // back in any order, too
        List<Runnable> restarts = new ArrayList<>();
        if (kafka) {
            restarts.add(() -> bed.kafka().restart());
        }
        if (postgres) {
            restarts.add(() -> bed.postgres().restart());
        }
        Collections.shuffle(restarts, random);
        restarts.forEach(Runnable::run);
    }

    /** One that works, if there is one. */
    private void restart(List<Replica> replicas) {
        List<Replica> order = new ArrayList<>(replicas);
        Collections.shuffle(order, random);
        Replica victim = order.stream()
                .min(Comparator.comparing(one -> one.ready() ? 0 : 1))
                .orElseThrow();
        victim.kill();
        victim.start();
    }

    private void count(String what, int times) {
        struck.merge(what, times, Integer::sum);
    }
}
