package io.coupabridge.runtime.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.runtime.configuration.KafkaClients;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.RunStore;
import io.coupabridge.runtime.message.Messages;
import io.coupabridge.testing.CoupaBridgeTestResource;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.scenario.SimulatorOrigins;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The seam between the ledger's commit and Kafka's: whatever dies in between, a page is published once. */
@QuarkusTest
@QuarkusTestResource(value = CoupaBridgeTestResource.class, initArgs = @ResourceArg(name = "service", value = "roster"))
@QuarkusTestResource(SimulatorOrigins.class)
class PublicationStreamTest {

    private static final String NAME = "test";

    private final TenantId tenant = new TenantId("s-" + UUID.randomUUID());
    private final UUID command = UUID.randomUUID();

    @Inject
    Streams streams;

    @Inject
    StreamStore store;

    @Inject
    RunStore runs;

    @Inject
    Messages messages;

    @Inject
    KafkaClients kafka;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private Run received;

    @BeforeEach
    void receiveCommand() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> runs.open(tenant).isEmpty());
        Instant now = Instant.now();
        received = Run.received(
                command, tenant, RunMode.FULL, null, null, null, now, now.plus(Duration.ofHours(1)), false, null);
        runs.insert(received);
    }

    @Test
    void confirms_a_page_that_was_published_before_the_process_died() {
        // given
        PublicationStream dead = streams.open(tenant, NAME);
        dead.publish(this::accepted);
        dead.close();

        // when
        streams.open(tenant, NAME).close();

        // then
        assertThat(runs.find(command).orElseThrow().state()).isEqualTo(Run.State.QUEUED);
        assertThat(published()).hasSize(1);
    }

    @Test
    void publishes_again_what_was_pending_but_not_published_when_the_process_died() {
        // given
        streams.open(tenant, NAME).close();
        long owner = store.claim(tenant, NAME).owner();
        store.store(tenant, NAME, owner, 0, accepted().pending(1));

        // when
        try (PublicationStream next = streams.open(tenant, NAME)) {
            assertThat(runs.find(command).orElseThrow().state()).isEqualTo(Run.State.RECEIVED);
            assertThat(next.nextPage()).isEqualTo(1);
            next.publish(this::accepted);
            next.settle();
        }

        // then
        assertThat(runs.find(command).orElseThrow().state()).isEqualTo(Run.State.QUEUED);
        assertThat(published()).hasSize(1);
    }

    @Test
    void lets_a_zombie_publish_nothing() {
        // given
        PublicationStream zombie = streams.open(tenant, NAME);
        PublicationStream successor = streams.open(tenant, NAME);

        // when
        assertThatThrownBy(() -> zombie.publish(this::accepted)).isInstanceOf(StreamLostException.class);

        // then
        assertThat(published()).isEmpty();
        successor.publish(this::accepted);
        successor.settle();
        assertThat(published()).hasSize(1);
        zombie.close();
        successor.close();
    }

    @Test
    void confirms_nothing_after_a_transaction_that_failed() {
        // given
        PublicationStream stream = streams.open(tenant, NAME);
        stream.publish(this::accepted);
        stream.settle();
        abortAndFence();
        assertThatThrownBy(() -> stream.publish(this::accepted)).isInstanceOf(StreamLostException.class);

        // when
        assertThatThrownBy(stream::settle)
                .isInstanceOf(StreamLostException.class)
                .hasMessageContaining("opened again");
        assertThatThrownBy(() -> stream.publish(Publication::new)).isInstanceOf(StreamLostException.class);

        // then
        stream.close();
        try (PublicationStream next = streams.open(tenant, NAME)) {
            assertThat(next.nextPage()).isEqualTo(2);
        }
        assertThat(published()).hasSize(1);
    }

    @Test
    void numbers_pages_on_across_owners() {
        // given
        try (PublicationStream first = streams.open(tenant, NAME)) {
            first.publish(this::accepted);
            first.publish(this::accepted);
        }

        // when
        try (PublicationStream second = streams.open(tenant, NAME)) {
            // then
            assertThat(second.nextPage()).isEqualTo(3);
        }
    }

    @Test
    void writes_the_page_number_anew_when_kafka_has_forgotten_an_idle_stream() throws Exception {
        // given
        try (PublicationStream stream = streams.open(tenant, NAME)) {
            stream.publish(this::accepted);
            stream.settle();
        }
        forgetOffset();

        // when
        streams.open(tenant, NAME).close();

        // then
        assertThat(committedOffset()).isEqualTo(1);
    }

    @Test
    void halts_when_kafka_has_forgotten_whether_the_pending_page_was_published_until_it_is_rebased() throws Exception {
        // given
        PublicationStream dead = streams.open(tenant, NAME);
        dead.publish(this::accepted);
        dead.close();
        forgetOffset();

        // when
        assertThatThrownBy(() -> streams.open(tenant, NAME))
                .isInstanceOf(StreamHaltedException.class)
                .hasMessageContaining(tenant.value())
                .hasMessageContaining("re-base");

        // then
        assertThat(store.halted(tenant, NAME)).isPresent();
        assertThat(streams.rebase(tenant, NAME, "an operator", Instant.now())).isTrue();
        streams.open(tenant, NAME).close();
        assertThat(store.halted(tenant, NAME)).isEmpty();
    }

    @Test
    void halts_when_the_ledger_was_set_back_behind_kafka() {
        // given
        try (PublicationStream stream = streams.open(tenant, NAME)) {
            stream.publish(this::accepted);
            stream.publish(this::accepted);
            stream.settle();
        }
        long owner = store.claim(tenant, NAME).owner();
        store.store(tenant, NAME, owner, 1, null);

        // when / then
        assertThatThrownBy(() -> streams.open(tenant, NAME))
                .isInstanceOf(StreamHaltedException.class)
                .hasMessageContaining("page 2");
    }

    private Publication accepted() {
        Run run = received.accepted();
        TaskEvent event = run.event(Task.APPLICATION_ROSTER, Type.ACCEPTED, Instant.now());
        return new Publication().run(run).message(messages.taskEvent(event));
    }

    private List<TaskEvent> published() {
        return TopicReader.readAll(bootstrapServers, Topic.TASK_EVENTS).stream()
                .map(record -> record.as(TaskEvent.class))
                .filter(event -> event.commandId().equals(command))
                .toList();
    }

    /** As the broker does to a transaction that takes too long. */
    private void abortAndFence() {
        try (Producer<byte[], byte[]> other =
                kafka.transactionalProducer("coupa-bridge.roster." + tenant + "." + NAME)) {
            other.initTransactions();
        }
    }

    private void forgetOffset() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.deleteConsumerGroupOffsets(group(), Set.of(partition())).all().get(20, TimeUnit.SECONDS);
        }
    }

    private long committedOffset() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            OffsetAndMetadata offset = admin.listConsumerGroupOffsets(group())
                    .partitionsToOffsetAndMetadata()
                    .get(20, TimeUnit.SECONDS)
                    .get(partition());
            return offset.offset();
        }
    }

    private String group() {
        return "coupa-bridge.roster." + tenant + "." + NAME;
    }

    private static TopicPartition partition() {
        return new TopicPartition(Topic.PAGE_OFFSETS.topicName(), 0);
    }
}
