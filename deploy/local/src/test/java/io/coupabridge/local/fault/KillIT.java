package io.coupabridge.local.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.process.Replica;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * {@code kill -9} of two replicas of roster-service at random moments, again and again. {@code -Dfaults.kills=50} makes
 * the long variant.
 */
@Timeout(1_800)
class KillIT {

    private static final int KILLS = Integer.getInteger("faults.kills", 5);
    private static final Duration IN_TIME = Duration.ofSeconds(90);

    private static final int HIGHEST_CEILING = 25;
    private static final long RECORDS_A_PAGE = 50;

    /** No Coupa allows so many requests a second; here pages shall come faster than they are published. */
    private static final int NO_CEILING = 2_000;

    private final Random random = Seed.random(KillIT.class);
    private int kills;

    @Test
    void publishes_every_version_once_and_one_outcome_however_often_replicas_are_killed() {
        try (FaultBed bed = new FaultBed(ApplicationRoster.TASK, "kill")) {
            // given
            tenants(bed);
            List<Replica> replicas =
                    List.of(bed.replica().start(), bed.replica().start());
            replicas.forEach(Replica::awaitReady);

            // when
            try (TaskEventFeed feed = new TaskEventFeed(bed.kafka().bootstrapServers())) {
                while (kills < KILLS) {
                    round(bed, replicas, feed, KILLS);
                }
            }

            // then
            bed.judge()
                    .note("KillIT", Map.of("kills", kills))
                    .assertExact()
                    .assertCompleted()
                    .assertReadAtMostOnePageOfEachLaneAgain(kills);
        }
    }

    /** Without a limit pages come faster than they are published, and are published together (ADR 11). */
    @Test
    @EnabledIfSystemProperty(named = "faults.kills", matches = ".+", disabledReason = "for the long suite")
    void publishes_every_version_once_when_pages_are_published_together() {
        try (FaultBed bed = new FaultBed(ApplicationRoster.TASK, "kill-together")) {
            // given
            for (int tenant = 1; tenant <= 3; tenant++) {
                bed.tenant(
                        "quick-" + tenant, InstanceSpec.defaults().users(40_000).seed(tenant), HIGHEST_CEILING);
            }
            List<Replica> replicas =
                    List.of(bed.replica().start(), bed.replica().start());
            replicas.forEach(Replica::awaitReady);
            bed.liftCeilings(NO_CEILING);

            // when
            try (TaskEventFeed feed = new TaskEventFeed(bed.kafka().bootstrapServers())) {
                round(bed, replicas, feed, Integer.MAX_VALUE);
            }

            // then
            Judgement judgement = bed.judge();
            judgement
                    .note("KillIT: pages published together", Map.of("kills", kills))
                    .assertExact()
                    .assertCompleted()
                    .assertReadAtMostOnePageOfEachLaneAgain(kills);
            assertThat(kills).isPositive();
            assertThat(judgement.mostRecordsOfOnePublication()).isGreaterThan(RECORDS_A_PAGE);
        }
    }

    /** One that runs long, and short ones that start, end and wait their turn while replicas die. */
    private static void tenants(FaultBed bed) {
        InstanceSpec slow = InstanceSpec.defaults().latency(Duration.ofMillis(40));
        bed.tenant("large", slow.users(4_500).seed(1), 10);
        bed.tenant("small-1", slow.users(430).seed(2), 2);
        bed.tenant("small-2", slow.users(300).seed(3).latency(Duration.ofMillis(20)), 1);
        bed.tenant("tiny", slow.users(0).seed(4), 1);
    }

    /** Full runs of what changed in all tenants, with kills until they have their outcomes. */
    private void round(FaultBed bed, List<Replica> replicas, TaskEventFeed feed, int most) {
        bed.tenants().forEach(tenant -> tenant.changeSinceLastCommand(random));
        List<UUID> commands = bed.tenants().stream().map(Tenant::sendFullRun).toList();
        while (kills < most && !feed.ended(commands)) {
            feed.follow(Duration.ofMillis(100 + random.nextInt(2_500)));
            Replica victim = replicas.get(random.nextInt(replicas.size()));
            if (victim.ready() && !feed.ended(commands)) {
                victim.kill();
                kills++;
                victim.start();
            }
            // one that works is wanted, or there would be nothing to kill
            Replica.awaitAnyReady(replicas, IN_TIME);
        }
        feed.awaitEnd(commands, IN_TIME);
    }
}
