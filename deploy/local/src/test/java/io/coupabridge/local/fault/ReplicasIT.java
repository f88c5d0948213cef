package io.coupabridge.local.fault;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.process.Replica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One to three replicas that come and go in good order, so that the consumer group balances anew every few seconds, while
 * commands come and come again. {@code -Dfaults.comings=20} makes the long variant.
 */
@Timeout(900)
class ReplicasIT {

    private static final Duration IN_TIME = Duration.ofSeconds(90);
    private static final int COMINGS = Integer.getInteger("faults.comings", 2);
    private static final int MOST = 3;

    private final Random random = Seed.random(ReplicasIT.class);
    private int sentAgain;
    private int goings;

    @Test
    void commands_that_come_twice_run_once_while_replicas_come_and_go() {
        try (FaultBed bed = new FaultBed(ApplicationRoster.TASK, "replicas")) {
            // given
            for (int i = 1; i <= 5; i++) {
                InstanceSpec spec =
                        InstanceSpec.defaults().users(i * 250).seed(i).latency(Duration.ofMillis(30));
                bed.tenant("tenant-" + i, spec, 3);
            }
            List<Replica> away = new ArrayList<>(List.of(bed.replica(), bed.replica(), bed.replica()));
            List<Replica> here = new ArrayList<>(List.of(away.remove(0).start().awaitReady()));

            // when
            try (TaskEventFeed feed = new TaskEventFeed(bed.kafka().bootstrapServers())) {
                for (int comings = 0; comings < COMINGS; comings++) {
                    sendToWhoIsDone(bed, feed);
                    here.add(away.remove(random.nextInt(away.size())).start().awaitReady());
                    sendAgain(bed);
                    feed.follow(Duration.ofMillis(1_500));
                    while (here.size() == MOST || here.size() > 1 && random.nextBoolean()) {
                        away.add(here.remove(random.nextInt(here.size())));
                        away.get(away.size() - 1).stop();
                        goings++;
                        sendAgain(bed);
                    }
                }
                feed.awaitEnd(bed.tenants().stream().map(Tenant::lastCommand).toList(), IN_TIME);
                // one that is finished comes again, and one behind it that is new
                sendAgain(bed);
                feed.awaitEnd(bed.tenants().stream().map(Tenant::sendFullRun).toList(), IN_TIME);
            }

            // then
            bed.judge()
                    .note(
                            "ReplicasIT",
                            Map.of(
                                    "replicas that came",
                                    COMINGS,
                                    "that went",
                                    goings,
                                    "commands sent again",
                                    sentAgain))
                    .assertExact()
                    .assertCompleted()
                    .assertReadAtMostOnePageOfEachLaneAgain(goings);
        }
    }

    private static void sendToWhoIsDone(FaultBed bed, TaskEventFeed feed) {
        for (Tenant tenant : bed.tenants()) {
            if (tenant.commands().isEmpty() || feed.ended(List.of(tenant.lastCommand()))) {
                tenant.coupa().data().users().insert(50);
                tenant.sendFullRun();
            }
        }
    }

    private void sendAgain(FaultBed bed) {
        bed.tenants().forEach(Tenant::sendAgain);
        sentAgain += bed.tenants().size();
    }
}
