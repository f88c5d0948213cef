package io.coupabridge.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.RuntimeTest;
import io.coupabridge.runtime.ledger.Database;
import io.coupabridge.runtime.ledger.RunStore;
import io.coupabridge.testing.TestPostgres;
import io.coupabridge.testing.TopicReader;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A replica that takes commands while the ledger refuses some, or is away, or Kafka denies access, and others of its group
 * come and go (promise 1).
 */
@QuarkusTest
@TestProfile(CommandConsumerIT.Own.class)
class CommandConsumerIT extends RuntimeTest {

    /** An application of its own. Who does not poll in time is thrown out of its group. */
    public static final class Own implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "mp.messaging.incoming.commands.max.poll.interval.ms", Long.toString(POLL_IN_TIME.toMillis()));
        }
    }

    private static final Duration POLL_IN_TIME = Duration.ofSeconds(3);
    private static final int PARTITIONS = GroupProbe.TOPIC.partitions();

    /** With the growing pauses between them, so many tries take longer than a member may be silent. */
    private static final int MANY_TRIES = 6;

    @Inject
    CommandConsumer replica;

    @Inject
    KafkaClientService clients;

    @Inject
    RunStore runs;

    @Inject
    Database database;

    @Inject
    MeterRegistry metrics;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String ledgerUrl;

    private GroupProbe group;
    private LedgerSwitch ledger;

    @BeforeEach
    void begin() {
        awaitStart();
        group = new GroupProbe(bootstrapServers);
        ledger = new LedgerSwitch(ledgerUrl);
        TestPostgres.execute(ledgerUrl, "create sequence tries");
        TestPostgres.execute(ledgerUrl, "grant all on sequence tries to public");
    }

    @AfterEach
    void clear() {
        group.allowEverything();
        group.close();
        ledger.on();
        TestPostgres.execute(ledgerUrl, "drop function if exists at_command() cascade");
        TestPostgres.execute(ledgerUrl, "drop sequence if exists tries");
    }

    @Test
    void takes_later_and_in_order_what_the_ledger_refuses_for_long_and_stays_in_its_group() {
        // given
        String member = group.onlyMember();
        atCommandOfTenant("raise exception 'refused by a test'");
        List<UUID> commands = List.of(run(tenant), run(tenant), run(tenant));
        await().atMost(SOON).until(() -> tries() >= MANY_TRIES);
        long waiting = replica.lag();

        // when
        atCommandOfTenant("null");
        awaitTaken(commands);

        // then
        assertThat(waiting).isEqualTo(3);
        assertThat(takenInOrder()).isEqualTo(commands);
        assertThat(group.onlyMember()).isEqualTo(member);
        await().atMost(SOON).until(() -> group.committed(tenant) == group.end(tenant));
        assertThat(replica.lag()).isZero();
    }

    @Test
    void buries_what_the_ledger_refuses_for_what_it_holds_and_goes_on() {
        // given
        atCommandOfTenant("if nextval('tries') = 1 then raise exception 'refused' using errcode = '22021'; end if");
        UUID refused = run(tenant);

        // when
        UUID behind = run(tenant);

        // then
        awaitTaken(List.of(behind));
        assertThat(runs.find(refused)).isEmpty();
        assertThat(TopicReader.readAll(bootstrapServers, GroupProbe.TOPIC.deadLetter()))
                .filteredOn(letter -> tenant.value().equals(letter.key()))
                .singleElement()
                .satisfies(letter -> assertThat(letter.text()).contains(refused.toString()));
    }

    @Test
    void shows_how_long_it_has_stood_before_a_command_and_not_moved() {
        // given
        atCommandOfTenant("raise exception 'refused by a test'");
        UUID command = run(tenant);

        // when
        await().atMost(SOON).until(() -> stalledSeconds() > 1);
        atCommandOfTenant("null");

        // then
        awaitTaken(List.of(command));
        await().atMost(SOON).until(() -> stalledSeconds() == 0);
        assertThat(management("/q/health/ready").jsonPath().getString("checks.find { it.name == 'consumers' }.status"))
                .isEqualTo("UP");
    }

    @Test
    void takes_what_came_while_the_database_was_away_once_it_is_back_and_stays_in_its_group() {
        // given
        String member = group.onlyMember();
        ledger.off();
        List<UUID> commands = List.of(run(tenant), run(tenant));
        await().atMost(SOON).until(() -> Long.valueOf(2).equals(replica.lag()));
        await().atMost(SOON)
                .during(POLL_IN_TIME.plusSeconds(1))
                .until(() -> group.onlyMember().equals(member));

        // when
        ledger.on();
        awaitTaken(commands);

        // then
        assertThat(takenInOrder()).isEqualTo(commands);
        assertThat(group.onlyMember()).isEqualTo(member);
    }

    @Test
    void says_that_the_right_to_read_as_the_group_lacks_and_goes_on_when_it_is_granted() {
        // given
        group.denyGroup();
        await().atMost(SOON).until(() -> waitsFor().contains("READ the group coupa-bridge.roster.commands"));
        UUID command = run(tenant);

        // when
        group.allowEverything();

        // then
        awaitTaken(List.of(command));
        await().atMost(SOON).until(() -> replica.trouble().isEmpty());
    }

    /** The client is told at its next heartbeat only: until then it reads on, of partitions too that it never committed. */
    @Test
    void takes_what_came_before_it_knew_that_the_right_to_read_as_the_group_lacks() {
        // given
        group.onlyMember();
        group.denyGroup();
        List<UUID> commands = tenantsOfOtherPartitions().stream().map(this::run).toList();
        await().atMost(SOON).until(() -> waitsFor().contains("READ the group coupa-bridge.roster.commands"));

        // when
        group.allowEverything();

        // then
        awaitTaken(commands);
        await().atMost(SOON).until(() -> replica.trouble().isEmpty());
    }

    @Test
    void says_that_the_right_to_read_the_topic_lacks_and_goes_on_when_it_is_granted() {
        // given
        group.denyTopic();
        await().atMost(SOON).until(() -> waitsFor().contains("READ the topic coupa.task-commands.roster"));
        UUID command = run(tenant);

        // when
        group.allowEverything();

        // then
        awaitTaken(List.of(command));
        await().atMost(SOON).until(() -> replica.trouble().isEmpty());
    }

    @Test
    void says_that_the_right_to_describe_the_topic_lacks_and_goes_on_when_it_is_granted() {
        // given
        group.denyDescription();
        await().atMost(SOON).until(() -> waitsFor().contains("DESCRIBE the topic coupa.task-commands.roster"));

        // when
        group.allowEverything();

        // then
        awaitTaken(List.of(run(tenant)));
        await().atMost(SOON).until(() -> replica.trouble().isEmpty());
    }

    @Test
    void lets_nobody_on_other_partitions_wait_for_a_command_that_is_refused() {
        // given
        atCommandOfTenant("raise exception 'refused by a test'");
        UUID refused = run(tenant);
        await().atMost(SOON).until(() -> tries() > 0);

        // when
        List<UUID> others = tenantsOfOtherPartitions().stream().map(this::run).toList();

        // then
        awaitTaken(others);
        assertThat(runs.find(refused)).isEmpty();
    }

    /** The other one takes none, and commits nothing. */
    @Test
    void loses_no_command_while_another_member_comes_and_goes() {
        // given
        group.onlyMember();
        List<TenantId> everywhere = Stream.concat(Stream.of(tenant), tenantsOfOtherPartitions().stream())
                .toList();
        List<UUID> commands = new ArrayList<>();
        double before = duplicates();

        // when
        try (KafkaConsumer<byte[], byte[]> other = member(CooperativeStickyAssignor.class)) {
            everywhere.forEach(each -> commands.add(run(each)));
            await().atMost(SOON).until(() -> {
                other.poll(Duration.ofMillis(100));
                return group.partitionsOfMembers().equals(List.of(PARTITIONS / 2, PARTITIONS / 2));
            });
            everywhere.forEach(each -> commands.add(run(each)));
        }
        everywhere.forEach(each -> commands.add(run(each)));

        // then
        awaitTaken(commands);
        // what was under way at a rebalance may be taken again, which the ledger knows; all of it would be a fault
        assertThat(duplicates() - before).isLessThan(commands.size());
        assertThat(group.onlyMember()).isNotEmpty();
    }

    @Test
    void stays_in_its_group_while_a_command_takes_longer_than_a_member_may_be_silent() {
        // given
        String member = group.onlyMember();
        atCommandOfTenant("if nextval('tries') = 1 then perform pg_sleep("
                + POLL_IN_TIME.plusSeconds(2).toSeconds() + "); end if");

        // when
        List<UUID> commands = List.of(run(tenant), run(tenant));
        awaitTaken(commands);
        await().atMost(SOON).until(() -> group.committed(tenant) == group.end(tenant));

        // then
        assertThat(takenInOrder()).isEqualTo(commands);
        assertThat(group.onlyMember()).isEqualTo(member);
    }

    @Test
    void tries_until_kafka_lets_it_into_its_group_again() {
        // given that it was thrown out, and a member that agrees with no other
        UUID command;
        CountDownLatch silence = new CountDownLatch(1);
        onPollingThread(consumer -> awaitEndOf(silence));
        try (KafkaConsumer<byte[], byte[]> stranger = member(RangeAssignor.class)) {
            await().atMost(SOON)
                    .ignoreExceptionsInstanceOf(InconsistentGroupProtocolException.class)
                    .until(() -> stranger.poll(Duration.ofMillis(100)).isEmpty()
                            && stranger.assignment().size() == PARTITIONS);
            silence.countDown();
            command = run(tenant);
            await().atMost(SOON).until(() -> waitsFor().contains("is not in the group " + GroupProbe.GROUP));

            // when it leaves
        }

        // then
        awaitTaken(List.of(command));
        await().atMost(SOON).until(() -> replica.trouble().isEmpty());
    }

    /** Kafka's client moves on before it may find that it is not let in by another broker; the poll fails, and is repeated. */
    @Test
    void takes_in_order_what_a_poll_passed_over_which_failed() {
        // given
        group.onlyMember();
        List<UUID> commands = new ArrayList<>();
        passOver(() -> {
            commands.add(run(tenant));
            commands.add(run(tenant));
        });

        // when
        commands.add(run(tenant));

        // then
        awaitTaken(commands);
        assertThat(takenInOrder()).isEqualTo(commands);
    }

    @Test
    void takes_in_order_what_a_failed_poll_passed_over_even_if_no_command_follows() {
        // given
        group.onlyMember();
        List<UUID> commands = new ArrayList<>();

        // when
        passOver(() -> {
            commands.add(run(tenant));
            commands.add(run(tenant));
        });

        // then
        await().atMost(SOON).until(() -> {
            replica.lookNow();
            return commands.stream().allMatch(command -> runs.find(command).isPresent());
        });
        assertThat(takenInOrder()).isEqualTo(commands);
    }

    @Test
    void buries_once_what_was_passed_over_however_often_a_command_behind_it_is_tried() {
        // given
        group.onlyMember();
        atCommandOfTenant("raise exception 'refused by a test'");
        List<UUID> commands = new ArrayList<>();
        passOver(() -> {
            platform.raw(GroupProbe.TOPIC, bytes(tenant.value()), bytes("no command"));
            commands.add(run(tenant));
        });
        commands.add(run(tenant));
        await().atMost(SOON).until(() -> tries() >= 3);

        // when
        atCommandOfTenant("null");

        // then
        awaitTaken(commands);
        assertThat(takenInOrder()).isEqualTo(commands);
        assertThat(TopicReader.readAll(bootstrapServers, GroupProbe.TOPIC.deadLetter()))
                .filteredOn(letter -> tenant.value().equals(letter.key()))
                .hasSize(1);
    }

    /** A poll of an idle replica lasts for seconds. The quickest counts: the machine may be busy. */
    @Test
    void takes_the_first_commands_of_partitions_while_an_idle_poll_is_under_way() {
        // given
        group.onlyMember();

        // when
        List<Duration> waits = tenantsOfOtherPartitions().stream()
                .limit(5)
                .map(each -> {
                    long start = System.nanoTime();
                    awaitTaken(List.of(run(each)));
                    return Duration.ofNanos(System.nanoTime() - start);
                })
                .toList();

        // then
        assertThat(waits).anySatisfy(wait -> assertThat(wait).isLessThan(Duration.ofMillis(500)));
    }

    /** What readiness says. */
    private static String waitsFor() {
        return management("/q/health/ready").asString();
    }

    private void onPollingThread(Consumer<org.apache.kafka.clients.consumer.Consumer<Object, Object>> action) {
        clients.getConsumer(CommandConsumer.CHANNEL)
                .runOnPollingThread(action)
                .subscribe()
                .with(done -> {});
    }

    /** Polls away the two messages that are sent meanwhile, as a poll does that fails. */
    private void passOver(Runnable sendsTwo) {
        CountDownLatch passedOver = new CountDownLatch(1);
        onPollingThread(consumer -> {
            sendsTwo.run();
            for (int polled = 0; polled < 2; ) {
                polled += consumer.poll(Duration.ofMillis(100)).count();
            }
            passedOver.countDown();
        });
        awaitEndOf(passedOver);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void awaitEndOf(CountDownLatch latch) {
        try {
            assertThat(latch.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private KafkaConsumer<byte[], byte[]> member(Class<? extends ConsumerPartitionAssignor> assignor) {
        KafkaConsumer<byte[], byte[]> member = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "group.id",
                        GroupProbe.GROUP,
                        "enable.auto.commit",
                        "false",
                        "auto.offset.reset",
                        "earliest",
                        "partition.assignment.strategy",
                        assignor.getName()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        member.subscribe(List.of(GroupProbe.TOPIC.topicName()));
        return member;
    }

    /** What the ledger does whenever a command of the tenant comes; the tries are counted even if it refuses. */
    private void atCommandOfTenant(String statement) {
        String counting = statement.contains("nextval") ? "" : "perform nextval('tries'); ";
        TestPostgres.execute(
                ledgerUrl,
                "create or replace function at_command() returns trigger language plpgsql as $$ begin " + counting
                        + statement + "; return new; end $$");
        TestPostgres.execute(
                ledgerUrl,
                "create or replace trigger at_command before insert on run for each row when (new.tenant = '" + tenant
                        + "') execute function at_command()");
    }

    private long tries() {
        return database.one("select case when is_called then last_value else 0 end from tries", row -> row.getLong(1))
                .orElseThrow();
    }

    private UUID run(TenantId anyTenant) {
        return platform.run(anyTenant, RunMode.FULL);
    }

    private void awaitTaken(List<UUID> commands) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(10, TimeUnit.MILLISECONDS)
                .atMost(SOON)
                .until(() ->
                        commands.stream().allMatch(command -> runs.find(command).isPresent()));
    }

    private List<UUID> takenInOrder() {
        return database.query(
                "select command_id from run where tenant = ? order by ordinal",
                row -> row.getObject(1, UUID.class),
                tenant.value());
    }

    private double stalledSeconds() {
        return metrics.get("coupabridge.consumer.stalled")
                .tag("consumer", "commands")
                .gauge()
                .value();
    }

    private double duplicates() {
        Counter counter =
                metrics.find("coupabridge.commands").tag("duplicate", "true").counter();
        return counter == null ? 0 : counter.count();
    }

    private List<TenantId> tenantsOfOtherPartitions() {
        return IntStream.range(0, PARTITIONS)
                .filter(partition -> partition != GroupProbe.partition(tenant).partition())
                .mapToObj(CommandConsumerIT::tenantOf)
                .toList();
    }

    private static TenantId tenantOf(int partition) {
        return Stream.generate(() -> new TenantId("t-" + UUID.randomUUID()))
                .filter(each -> GroupProbe.partition(each).partition() == partition)
                .findFirst()
                .orElseThrow();
    }
}
