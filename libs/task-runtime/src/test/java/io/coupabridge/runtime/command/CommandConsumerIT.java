package io.coupabridge.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.kafka.DeadLetters;
import io.coupabridge.edge.kafka.KafkaClients;
import io.coupabridge.runtime.RuntimeTest;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.ledger.Database;
import io.coupabridge.runtime.ledger.RunStore;
import io.coupabridge.runtime.message.Messages;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replicas that take commands, come and go, with a ledger that refuses some of them (promise 1). */
@QuarkusTest
@TestProfile(CommandConsumerIT.Own.class)
class CommandConsumerIT extends RuntimeTest {

    /** An application of its own, whose consumer makes way for those of the tests. Who does not poll in time is thrown out. */
    public static final class Own implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("kafka.max.poll.interval.ms", Long.toString(POLL_IN_TIME.toMillis()));
        }
    }

    private static final Duration POLL_IN_TIME = Duration.ofSeconds(3);
    private static final String GROUP = "coupa-bridge.roster.commands";
    private static final int PARTITIONS = ApplicationRoster.TASK.commandTopic().partitions();

    /** With the growing pauses between them, so many tries take longer than a member may be silent. */
    private static final int MANY_TRIES = 7;

    @Inject
    CommandConsumer ofTheApplication;

    @Inject
    CommandIntake intake;

    @Inject
    DeadLetters deadLetters;

    @Inject
    KafkaClients kafka;

    @Inject
    TaskHandler handler;

    @Inject
    RunStore runs;

    @Inject
    Database database;

    @Inject
    MeterRegistry metrics;

    private final List<CommandConsumer> replicas = new ArrayList<>();
    private Admin admin;

    @BeforeEach
    void makeWay() {
        awaitStart();
        stop(ofTheApplication);
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        database.update("create sequence tries");
    }

    @AfterEach
    void clear() {
        replicas.forEach(CommandConsumerIT::stop);
        admin.close();
        database.update("drop function if exists at_command() cascade");
        database.update("drop sequence if exists tries");
    }

    @Test
    void takes_later_and_in_order_what_the_ledger_refuses_for_long_and_stays_in_its_group() {
        // given
        CommandConsumer replica = replica();
        String member = onlyMember();
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
        assertThat(onlyMember()).isEqualTo(member);
        await().atMost(SOON).until(() -> committed(tenant) == end(tenant));
        assertThat(replica.lag()).isZero();
    }

    @Test
    void lets_nobody_on_other_partitions_wait_for_a_command_that_is_refused() {
        // given
        replica();
        atCommandOfTenant("raise exception 'refused by a test'");
        UUID refused = run(tenant);
        await().atMost(SOON).until(() -> tries() > 0);

        // when
        List<UUID> others = tenantsOfOtherPartitions().stream().map(this::run).toList();

        // then
        awaitTaken(others);
        assertThat(runs.find(refused)).isEmpty();
    }

    @Test
    void commits_what_is_done_and_leaves_its_group_at_once_when_it_stops() {
        // given
        CommandConsumer replica = replica();
        awaitTaken(List.of(run(tenant)));
        atCommandOfTenant("raise exception 'refused by a test'");
        run(tenant);
        await().atMost(SOON).until(() -> tries() > 0);

        // when
        stop(replica);

        // then
        assertThat(members()).isEmpty();
        assertThat(committed(tenant)).isEqualTo(end(tenant) - 1);
    }

    @Test
    void takes_what_a_replica_that_stopped_has_left() {
        // given
        CommandConsumer first = replica();
        atCommandOfTenant("raise exception 'refused by a test'");
        UUID left = run(tenant);
        await().atMost(SOON).until(() -> tries() > 0);
        stop(first);
        atCommandOfTenant("null");

        // when
        replica();

        // then
        awaitTaken(List.of(left));
    }

    @Test
    void takes_every_command_once_while_replicas_come_and_go() {
        // given
        replica();
        onlyMember();
        List<TenantId> everywhere = Stream.concat(Stream.of(tenant), tenantsOfOtherPartitions().stream())
                .toList();
        List<UUID> commands = new ArrayList<>();
        double before = duplicates();

        // when
        CommandConsumer other = replica();
        everywhere.forEach(each -> commands.add(run(each)));
        await().atMost(SOON).until(() -> partitionsOfMembers().equals(List.of(PARTITIONS / 2, PARTITIONS / 2)));
        everywhere.forEach(each -> commands.add(run(each)));
        stop(other);
        everywhere.forEach(each -> commands.add(run(each)));

        // then
        awaitTaken(commands);
        assertThat(duplicates()).isEqualTo(before);
        assertThat(onlyMember()).isNotEmpty();
    }

    @Test
    void takes_part_again_when_it_was_thrown_out_since_a_command_took_too_long() {
        // given
        replica();
        String member = onlyMember();
        atCommandOfTenant("if nextval('tries') = 1 then perform pg_sleep("
                + POLL_IN_TIME.plusSeconds(2).toSeconds() + "); end if");

        // when
        List<UUID> commands = List.of(run(tenant), run(tenant));
        awaitTaken(commands);
        await().atMost(SOON).until(() -> committed(tenant) == end(tenant));

        // then
        assertThat(takenInOrder()).isEqualTo(commands);
        assertThat(onlyMember()).isNotEqualTo(member);
    }

    @Test
    void tries_until_kafka_lets_it_into_its_group() {
        // given a member that agrees with no other
        UUID command;
        try (KafkaConsumer<byte[], byte[]> stranger = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "group.id", GROUP,
                        "partition.assignment.strategy", RangeAssignor.class.getName()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            stranger.subscribe(List.of(ApplicationRoster.TASK.commandTopic().topicName()));
            await().atMost(SOON)
                    .until(() -> stranger.poll(Duration.ofMillis(100)).isEmpty()
                            && stranger.assignment().size() == PARTITIONS);
            CommandConsumer replica = replica();
            command = run(tenant);
            await().atMost(SOON).until(() -> replica.trouble().startsWith("commands to be readable: "));
            assertThat(replica.lag()).isNull();

            // when it leaves
        }

        // then
        awaitTaken(List.of(command));
        await().atMost(SOON).until(() -> replicas.get(0).trouble().isEmpty());
    }

    /** Kafka's client moves on before it may find that it is not let in by another broker. */
    @Test
    void commits_nothing_that_a_poll_passed_over_which_failed() {
        // given
        List<UUID> commands = List.of(run(tenant), run(tenant));
        Consumer<byte[], byte[]> consumer = failingOnceItHasRecords(kafka.member(GROUP));

        // when
        try (CommandReader reader = new CommandReader(consumer, intake, deadLetters)) {
            assertThatThrownBy(() -> reader.readUntil(ApplicationRoster.TASK.commandTopic(), () -> false, () -> {}))
                    .hasMessage("failed by a test");
        }

        // then
        replica();
        awaitTaken(commands);
    }

    @SuppressWarnings("unchecked")
    private static Consumer<byte[], byte[]> failingOnceItHasRecords(Consumer<byte[], byte[]> consumer) {
        return (Consumer<byte[], byte[]>) Proxy.newProxyInstance(
                Consumer.class.getClassLoader(), new Class<?>[] {Consumer.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(consumer, arguments);
                    if (result instanceof ConsumerRecords<?, ?> records && !records.isEmpty()) {
                        throw new KafkaException("failed by a test");
                    }
                    return result;
                });
    }

    private static void stop(CommandConsumer replica) {
        replica.stop();
        replica.awaitEnd();
    }

    /** A poll of an idle replica lasts for seconds. The quickest counts: the machine may be busy. */
    @Test
    void takes_the_first_commands_of_partitions_while_an_idle_poll_is_under_way() {
        // given
        replica();
        onlyMember();

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

    /** One more beside those of the test, until its end. */
    private CommandConsumer replica() {
        CommandConsumer replica = new CommandConsumer(intake, deadLetters, kafka, handler);
        replicas.add(replica);
        replica.start();
        return replica;
    }

    /** What the ledger does whenever a command of the tenant comes; the tries are counted even if it refuses. */
    private void atCommandOfTenant(String statement) {
        String counting = statement.contains("nextval") ? "" : "perform nextval('tries'); ";
        database.update("create or replace function at_command() returns trigger language plpgsql as $$ begin "
                + counting + statement + "; return new; end $$");
        database.update("create or replace trigger at_command before insert on run for each row when (new.tenant = '"
                + tenant + "') execute function at_command()");
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

    private double duplicates() {
        Counter counter =
                metrics.find("coupabridge.commands").tag("duplicate", "true").counter();
        return counter == null ? 0 : counter.count();
    }

    /** The id of the member that has all partitions, when there is one. */
    private String onlyMember() {
        await().atMost(SOON).until(() -> partitionsOfMembers().equals(List.of(PARTITIONS)));
        return members().iterator().next().consumerId();
    }

    private List<Integer> partitionsOfMembers() {
        return members().stream()
                .map(member -> member.assignment().topicPartitions().size())
                .toList();
    }

    private Collection<MemberDescription> members() {
        return answer(() -> admin.describeConsumerGroups(List.of(GROUP))
                .describedGroups()
                .get(GROUP)
                .get(30, TimeUnit.SECONDS)
                .members());
    }

    private long committed(TenantId ofTenant) {
        return answer(() -> admin.listConsumerGroupOffsets(GROUP)
                .partitionsToOffsetAndMetadata()
                .get(30, TimeUnit.SECONDS)
                .get(partition(ofTenant))
                .offset());
    }

    private long end(TenantId ofTenant) {
        TopicPartition partition = partition(ofTenant);
        return answer(() -> admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)
                .get(30, TimeUnit.SECONDS)
                .offset());
    }

    private static <T> T answer(Callable<T> question) {
        try {
            return question.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private List<TenantId> tenantsOfOtherPartitions() {
        return IntStream.range(0, PARTITIONS)
                .filter(partition -> partition != partition(tenant).partition())
                .mapToObj(CommandConsumerIT::tenantOf)
                .toList();
    }

    private static TenantId tenantOf(int partition) {
        return Stream.generate(() -> new TenantId("t-" + UUID.randomUUID()))
                .filter(each -> partition(each).partition() == partition)
                .findFirst()
                .orElseThrow();
    }

    private static TopicPartition partition(TenantId ofTenant) {
        Topic topic = ApplicationRoster.TASK.commandTopic();
        return new TopicPartition(topic.topicName(), Messages.partition(ofTenant, topic));
    }
}
