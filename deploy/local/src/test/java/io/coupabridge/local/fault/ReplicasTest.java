package io.coupabridge.local.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskCommand;
import io.coupabridge.contracts.TaskCommand.Kind;
import io.coupabridge.simulator.InstanceSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Replicas that come and go in good order, while commands come and come again. */
@Timeout(300)
class ReplicasTest {

    private static final Duration IN_TIME = Duration.ofSeconds(90);
    private static final int COMINGS = Integer.getInteger("faults.comings", 2);

    @Test
    void commands_that_come_twice_run_once_while_replicas_come_and_go() {
        try (FaultBed bed = new FaultBed(Task.APPLICATION_ROSTER, "replicas")) {
            // given
            for (int i = 1; i <= 5; i++) {
                InstanceSpec spec =
                        InstanceSpec.defaults().users(i * 250).seed(i).latency(Duration.ofMillis(30));
                bed.tenant("tenant-" + i, spec, 3);
            }
            List<Replica> staying = List.of(bed.replica().start(), bed.replica().start());
            staying.forEach(Replica::awaitReady);
            AtomicInteger sentAgain = new AtomicInteger();

            // when
            bed.tenants().forEach(Tenant::sendFullRun);
            try (TaskEventFeed feed = new TaskEventFeed(bed.kafka().bootstrapServers())) {
                Replica third = bed.replica();
                for (int coming = 0; coming < COMINGS; coming++) {
                    third.start().awaitReady();
                    bed.tenants().forEach(tenant -> sendAgain(bed, tenant, sentAgain));
                    feed.follow(Duration.ofMillis(1_500));
                    third.stop();
                    bed.tenants().forEach(tenant -> sendAgain(bed, tenant, sentAgain));
                }
                List<UUID> commands =
                        bed.tenants().stream().map(Tenant::lastCommand).toList();
                feed.awaitEnd(commands, IN_TIME);
                // one that is finished comes again, and one behind it that is new
                bed.tenants().forEach(tenant -> sendAgain(bed, tenant, sentAgain));
                feed.awaitEnd(bed.tenants().stream().map(Tenant::sendFullRun).toList(), IN_TIME);
            }

            // then
            Judgement judgement = bed.judge();
            judgement.print("ReplicasTest: a third replica came and went " + COMINGS + " times, " + sentAgain
                    + " commands were sent again");
            judgement.assertExact().assertCompleted();
            bed.tenants().forEach(tenant -> assertEachRunReadEachPageOnce(tenant, judgement));
        }
    }

    private static void sendAgain(FaultBed bed, Tenant tenant, AtomicInteger count) {
        bed.platform()
                .command(new TaskCommand(
                        Kind.RUN,
                        tenant.lastCommand(),
                        tenant.id(),
                        Task.APPLICATION_ROSTER,
                        RunMode.FULL,
                        null,
                        null,
                        null,
                        null,
                        "somebody who sends twice",
                        Instant.now()));
        count.incrementAndGet();
    }

    /** A replica that stops in good order may leave what is under way; nothing else is read twice. */
    private static void assertEachRunReadEachPageOnce(Tenant tenant, Judgement judgement) {
        long needed = tenant.commands().stream()
                .mapToLong(command -> judgement.outcome(command).progress().pages() + 1)
                .sum();
        assertThat(tenant.coupa().log().apiCount())
                .as("requests of %s", tenant.id())
                .isBetween(needed, needed + (long) COMINGS * (FaultBed.MOST_LANES + 1));
    }
}
