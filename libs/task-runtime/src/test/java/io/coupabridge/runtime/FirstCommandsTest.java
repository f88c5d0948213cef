package io.coupabridge.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.runtime.command.CommandConsumer;
import io.coupabridge.runtime.ledger.RunStore;
import io.coupabridge.runtime.message.Messages;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/**
 * Before it hands on a partition's first record, the channel asks how far the partition is committed. It asks on the
 * thread that polls, so that a poll that is under way comes first, and every other command waits too.
 */
@QuarkusTest
@TestProfile(FirstCommandsTest.Own.class)
class FirstCommandsTest extends RuntimeTest {

    /** An application of its own: its channel has had no record of most partitions. */
    public static final class Own implements QuarkusTestProfile {}

    private static final int ROUNDS = 5;
    private static final int COMMANDS = 2;

    @Inject
    DataSource dataSource;

    @Inject
    RunStore runs;

    @Inject
    KafkaClientService clients;

    /** Each round waits for a poll of a second, if polls are that long. The quickest counts: the machine may be busy. */
    @Test
    void of_a_partition_do_not_wait_for_an_idle_poll_to_end() throws SQLException {
        // given a replica that takes commands, and tenants on partitions that have had none
        awaitTaken(List.of(platform.run(tenant, RunMode.FULL)));
        List<TenantId> tenants = tenantsOfOtherPartitions(ROUNDS * COMMANDS);

        // when
        List<Duration> waits = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            waits.add(waitOf(tenants.subList(round * COMMANDS, (round + 1) * COMMANDS)));
        }

        // then
        assertThat(waits).anySatisfy(wait -> assertThat(wait).isLessThan(Duration.ofMillis(500)));
    }

    /** How long the tenants' commands take once the one before them, which is held back until they are polled, goes on. */
    private Duration waitOf(List<TenantId> tenants) throws SQLException {
        try (Connection holding = dataSource.getConnection()) {
            holding.setAutoCommit(false);
            try (Statement statement = holding.createStatement()) {
                statement.execute("select 1 from stream where tenant = '" + tenant + "' and name = 'inbox' for update");
            }
            platform.run(tenant, RunMode.FULL);
            await().atMost(SOON).until(this::aCommandIsHeld);
            double before = polled();
            List<UUID> commands = tenants.stream()
                    .map(each -> platform.run(each, RunMode.FULL))
                    .toList();
            await().atMost(SOON).until(() -> polled() == before + commands.size());
            long start = System.nanoTime();
            holding.commit();
            awaitTaken(commands);
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }

    private void awaitTaken(List<UUID> commands) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(10, TimeUnit.MILLISECONDS)
                .atMost(SOON)
                .until(() ->
                        commands.stream().allMatch(command -> runs.find(command).isPresent()));
    }

    private boolean aCommandIsHeld() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select 1 from pg_stat_activity where wait_event_type = 'Lock'"
                        + " and datname = current_database() and query like '%wake_asked = stream.wake_asked + 1%'")) {
            return rows.next();
        }
    }

    /** How many commands the polls of the channel have brought. */
    private double polled() {
        return clients.getConsumer(CommandConsumer.CHANNEL).unwrap().metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("records-consumed-total")
                        && !metric.metricName().tags().containsKey("topic"))
                .mapToDouble(metric -> (double) metric.metricValue())
                .sum();
    }

    private List<TenantId> tenantsOfOtherPartitions(int count) {
        return IntStream.range(0, Topic.TASK_COMMANDS_ROSTER.partitions())
                .filter(partition -> partition != partition(tenant))
                .limit(count)
                .mapToObj(FirstCommandsTest::tenantOf)
                .toList();
    }

    private static TenantId tenantOf(int partition) {
        return Stream.generate(() -> new TenantId("t-" + UUID.randomUUID()))
                .filter(each -> partition(each) == partition)
                .findFirst()
                .orElseThrow();
    }

    private static int partition(TenantId tenant) {
        return Messages.partition(tenant, Topic.TASK_COMMANDS_ROSTER);
    }
}
