package io.coupabridge.token.rejection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.Topic;
import io.coupabridge.testing.TestKafka;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.token.connection.Connections;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.coupabridge.token.scenario.Workers;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Before it hands on a partition's first record, the channel asks how far the partition is committed. It asks on the
 * thread that polls, so that a poll that is under way comes first, and every other rejection waits too.
 */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@TestProfile(FirstRejectionsIT.Own.class)
@Timeout(120)
class FirstRejectionsIT {

    /** An application of its own: its channel has had no record of most partitions. */
    public static final class Own implements QuarkusTestProfile {}

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int ROUNDS = 2;
    private static final int REJECTIONS = 2;
    private static final byte[] UNREADABLE = {'x'};

    @Inject
    DataSource dataSource;

    @Inject
    Connections connections;

    @Inject
    KafkaClientService clients;

    private final Tenant tenant = new Tenant();

    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    /** Each round waits for a poll of a second, if polls are that long. The quickest counts: the machine may be busy. */
    @Test
    void of_a_partition_do_not_wait_for_an_idle_poll_to_end() {
        try (TopicReader letters =
                TopicReader.open(TestKafka.shared().bootstrapServers(), Topic.TOKEN_REJECTIONS.deadLetter())) {
            // given a channel that reads, and tenants on partitions that have had no rejection; dead letters show
            // progress
            tenant.connect(Coupas.withClient());
            Workers.send(tenant.id(), UNREADABLE);
            awaitLetters(letters, List.of(tenant.id()));
            List<String> tenants = tenantsOfOtherPartitions(ROUNDS * REJECTIONS);

            // when
            List<Duration> waits = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                waits.add(waitOf(tenants.subList(round * REJECTIONS, (round + 1) * REJECTIONS), letters));
            }

            // then
            assertThat(waits).anySatisfy(wait -> assertThat(wait).isLessThan(Duration.ofMillis(500)));
        }
    }

    /** How long the tenants' messages take once the one before them, which is held back until they are polled, goes on. */
    private Duration waitOf(List<String> tenants, TopicReader letters) {
        QuarkusTransaction.requiringNew().run(() -> {
            connections.lock(tenant.tenantId());
            Workers.forge(tenant.tenantId(), ApplicationRoster.TASK, 7);
            await().atMost(SOON).until(this::aRejectionIsHeld);
            double before = polled();
            tenants.forEach(each -> Workers.send(each, UNREADABLE));
            await().atMost(SOON).until(() -> polled() == before + tenants.size());
        });
        long start = System.nanoTime();
        awaitLetters(letters, tenants);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static void awaitLetters(TopicReader letters, List<String> tenants) {
        letters.awaitAll(
                seen -> tenants.stream().allMatch(each -> seen.stream().anyMatch(letter -> each.equals(letter.key()))),
                SOON);
    }

    private boolean aRejectionIsHeld() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select 1 from pg_stat_activity where wait_event_type = 'Lock'"
                        + " and datname = current_database()")) {
            return rows.next();
        }
    }

    /** How many rejections the polls of the channel have brought. */
    private double polled() {
        return clients.getConsumer(RejectionConsumer.CHANNEL).unwrap().metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("records-consumed-total")
                        && !metric.metricName().tags().containsKey("topic"))
                .mapToDouble(metric -> (double) metric.metricValue())
                .sum();
    }

    private List<String> tenantsOfOtherPartitions(int count) {
        return IntStream.range(0, Topic.TOKEN_REJECTIONS.partitions())
                .filter(partition -> partition != partition(tenant.id()))
                .limit(count)
                .mapToObj(FirstRejectionsIT::tenantOf)
                .toList();
    }

    private static String tenantOf(int partition) {
        return Stream.generate(() -> "t-" + UUID.randomUUID())
                .filter(each -> partition(each) == partition)
                .findFirst()
                .orElseThrow();
    }

    private static int partition(String tenant) {
        int hash = Utils.murmur2(tenant.getBytes(StandardCharsets.UTF_8));
        return Utils.toPositive(hash) % Topic.TOKEN_REJECTIONS.partitions();
    }
}
