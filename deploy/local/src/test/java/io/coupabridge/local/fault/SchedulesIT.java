package io.coupabridge.local.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.TaskAccess;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.testing.process.Replica;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two consoles that are killed, and a Kafka that is away, while schedules are due. {@code -Dfaults.schedules=600} makes the
 * variant of ten minutes.
 */
@Timeout(1_800)
class SchedulesIT {

    private static final Duration LONG = Duration.ofSeconds(Integer.getInteger("faults.schedules", 75));
    private static final Duration IN_TIME = Duration.ofSeconds(90);

    /** Longer than a replica needs to go on for one that was killed, so that nothing is caught up as one. */
    private static final Duration INTERVAL = Duration.ofSeconds(25);

    private static final int TENANTS = 40;

    private final Random random = Seed.random(SchedulesIT.class);
    private FaultBed bed;
    private List<Replica> consoles;

    @BeforeEach
    void start() {
        bed = new FaultBed(ApplicationRoster.TASK, "schedules");
        Map<String, String> settings = Map.of(
                "COUPABRIDGE_SCHEDULES_MINIMUM",
                INTERVAL.toString(),
                "COUPABRIDGE_SCHEDULES_DEFAULT_ROSTER",
                "every " + INTERVAL);
        consoles = List.of(bed.console(settings).start(), bed.console(settings).start());
        consoles.forEach(Replica::awaitReady);
        for (int i = 0; i < TENANTS; i++) {
            bed.platform()
                    .connection(
                            new TenantId("tenant-" + i),
                            1,
                            ConnectionState.ACTIVE,
                            TaskAccess.Verdict.GRANTED,
                            "All is well.",
                            URI.create("https://northwind.coupahost.com"));
        }
        await("first runs").atMost(IN_TIME).until(() -> commands().tenants() == TENANTS);
    }

    @AfterEach
    void stop() {
        bed.close();
    }

    @Test
    void sends_what_is_due_once_however_often_replicas_are_killed() {
        // when
        int kills = killFor(LONG);

        // then
        Instant end = Instant.now();
        await("what was due").atMost(IN_TIME).until(() -> commands().allAfter(end));
        ScheduledCommands commands = commands();
        System.out.printf(
                "schedules: %d kills, %d due, %d sent, %d sent again with their ids, %d doubled, %d missed%n",
                kills, commands.due(), commands.sent(), commands.repeated(), commands.doubled(), commands.missed());
        Verdict.note(new Finding(
                "SchedulesIT",
                Map.of("kills of the console", kills),
                (int) commands.sent(),
                1,
                commands.missed(),
                0,
                0,
                commands.doubled(),
                null));
        assertThat(kills).isPositive();
        assertThat(commands.doubled()).isZero();
        assertThat(commands.missed()).isZero();
    }

    @Test
    void catches_up_once_what_was_due_while_kafka_was_away() {
        // given: at least two times of each tenant
        bed.kafka().kill();
        Instant away = Instant.now();
        await().pollDelay(INTERVAL.multipliedBy(2).plusSeconds(10))
                .atMost(IN_TIME)
                .until(() -> true);

        // when
        Instant back = Instant.now();
        bed.kafka().restart();

        // then
        await("the latest times")
                .atMost(IN_TIME)
                .ignoreExceptions()
                .until(() -> commands().allAfter(back.minus(INTERVAL)));
        ScheduledCommands commands = commands();
        assertThat(commands.doubled()).isZero();
        // what was under way as Kafka died may have arrived
        Instant gone = away.plusSeconds(1);
        assertThat(commands.times())
                .allSatisfy(times ->
                        assertThat(times.subSet(gone, back.minus(INTERVAL))).isEmpty());
    }

    /** One at a time: the other goes on. */
    private int killFor(Duration time) {
        Instant end = Instant.now().plus(time);
        int kills = 0;
        while (Instant.now().isBefore(end)) {
            Duration calm = Duration.ofMillis(2_000 + random.nextInt(8_000));
            await().pollDelay(calm).atMost(calm.plusSeconds(10)).until(() -> true);
            Replica victim = consoles.get(random.nextInt(consoles.size()));
            victim.kill();
            kills++;
            victim.start().awaitReady();
        }
        return kills;
    }

    private ScheduledCommands commands() {
        return ScheduledCommands.read(bed.kafka().bootstrapServers(), ApplicationRoster.TASK, INTERVAL);
    }
}
