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
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.ledger.Database;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.RunStore;
import io.coupabridge.runtime.message.Messages;
import io.coupabridge.runtime.schedule.TenantScheduler;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The seam between the ledger's commit and Kafka's: whatever dies in between, a page is published once. */
@QuarkusTest
@QuarkusTestResource(value = CoupaBridgeTestResource.class, initArgs = @ResourceArg(name = "service", value = "roster"))
@QuarkusTestResource(SimulatorOrigins.class)
class PublicationStreamTest {

    private static final String NAME = "test";
    private static final long ROOM = 10L << 20;

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

    @Inject
    Ledger ledger;

    @Inject
    TaskHandler handler;

    @Inject
    Database database;

    @Inject
    TenantScheduler scheduler;

    private Streams otherReplica;
    private Run received;

    @BeforeEach
    void receiveCommand() {
        otherReplica = new Streams(store, ledger, kafka, handler);
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

    @Test
    void goes_on_with_a_stream_that_was_kept() {
        // given
        PublicationStream kept = streams.open(tenant, NAME);
        kept.publish(this::accepted);
        streams.keep(kept);

        // when
        PublicationStream again = streams.open(tenant, NAME);

        // then
        assertThat(again).isSameAs(kept);
        again.publish(this::accepted);
        again.settle();
        again.close();
        assertThat(published()).hasSize(2);
    }

    @Test
    void takes_a_kept_stream_over_anew_when_another_replica_has_had_it_since() {
        // given
        PublicationStream kept = streams.open(tenant, NAME);
        kept.publish(this::accepted);
        streams.keep(kept);
        try (PublicationStream elsewhere = otherReplica.open(tenant, NAME)) {
            elsewhere.publish(this::accepted);
        }

        // when
        PublicationStream again = streams.open(tenant, NAME);

        // then
        assertThat(again).isNotSameAs(kept);
        assertThat(again.nextPage()).isEqualTo(3);
        again.publish(this::accepted);
        again.close();
        assertThat(published()).hasSize(3);
    }

    @Test
    void takes_a_kept_stream_over_anew_after_a_transaction_that_failed() {
        // given
        PublicationStream kept = streams.open(tenant, NAME);
        abortAndFence();
        assertThatThrownBy(() -> kept.publish(this::accepted)).isInstanceOf(StreamLostException.class);
        streams.keep(kept);

        // when
        PublicationStream again = streams.open(tenant, NAME);

        // then
        again.publish(this::accepted);
        again.close();
        assertThat(published()).hasSize(1);
    }

    @Test
    void takes_a_kept_stream_over_anew_when_a_page_is_pending_of_which_it_does_not_know() {
        // given
        PublicationStream kept = streams.open(tenant, NAME);
        streams.keep(kept);
        long owner = database.one("select owner from stream where tenant = ?", row -> row.getLong(1), tenant.value())
                .orElseThrow();
        store.store(tenant, NAME, owner, 0, accepted().pending(1));

        // when
        PublicationStream again = streams.open(tenant, NAME);

        // then
        assertThat(again).isNotSameAs(kept);
        again.close();
    }

    @Test
    void holds_the_more_the_larger_its_largest_page_was() {
        // given
        PublicationStream stream = streams.open(tenant, NAME);
        stream.publish(this::accepted);
        long before = stream.bytesHeld();

        // when
        stream.publish(() -> {
            Publication large = new Publication();
            for (int i = 0; i < 2_000; i++) {
                large.message(messages.taskEvent(
                        received.accepted().event(Task.APPLICATION_ROSTER, Type.ACCEPTED, Instant.now())));
            }
            return large;
        });

        // then
        stream.publish(this::accepted);
        assertThat(stream.bytesHeld()).isGreaterThan(before);
        stream.close();
    }

    @Test
    void halts_a_kept_stream_when_the_ledger_was_set_back_behind_it() {
        // given
        PublicationStream kept = streams.open(tenant, NAME);
        kept.publish(this::accepted);
        kept.publish(this::accepted);
        kept.settle();
        streams.keep(kept);
        database.update("update stream set page = 1 where tenant = ?", tenant.value());

        // when / then
        assertThatThrownBy(() -> streams.open(tenant, NAME)).isInstanceOf(StreamHaltedException.class);
    }

    @Test
    void takes_note_of_wake_ups_when_it_goes_on_with_a_kept_stream() {
        // given
        PublicationStream kept = streams.open(tenant, NAME);
        streams.keep(kept);
        scheduler.ask(tenant, NAME);
        boolean asked = wakeAsked();

        // when
        PublicationStream again = streams.open(tenant, NAME);

        // then
        assertThat(again).isSameAs(kept);
        assertThat(asked).isTrue();
        assertThat(wakeAsked()).isFalse();
        again.close();
    }

    @Test
    void keeps_no_more_streams_than_it_may() {
        // given
        PublicationStream first = streams.open(tenant, NAME);
        PublicationStream second = streams.open(tenant, "another");
        try (KeptStreams one = new KeptStreams(first.bytesHeld(), Duration.ofHours(1))) {
            one.keep(first);

            // when
            one.keep(second);

            // then
            assertThat(one.take(tenant, "another")).isEmpty();
            assertThat(closed(second)).isTrue();
            assertThat(one.take(tenant, NAME)).contains(first);
            assertThat(closed(first)).isFalse();
        }
        first.close();
    }

    @Test
    void has_room_again_for_what_was_taken_or_closed_unused() {
        // given
        PublicationStream taken = streams.open(tenant, NAME);
        PublicationStream unused = streams.open(tenant, "unused");
        PublicationStream next = streams.open(tenant, "next");
        try (KeptStreams one = new KeptStreams(taken.bytesHeld(), Duration.ofSeconds(2))) {
            one.keep(taken);
            one.take(tenant, NAME);
            one.keep(unused);
            boolean roomAfterTaking = one.size() == 1;
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> one.size() == 0);

            // when
            one.keep(next);

            // then
            assertThat(roomAfterTaking).isTrue();
            assertThat(one.take(tenant, "next")).contains(next);
        }
        next.close();
        taken.close();
    }

    @Test
    void closes_a_kept_stream_when_another_of_the_same_name_is_to_be_kept() {
        // given
        PublicationStream lost = streams.open(tenant, NAME);
        PublicationStream successor = streams.open(tenant, NAME);
        try (KeptStreams one = new KeptStreams(ROOM, Duration.ofHours(1))) {
            one.keep(lost);

            // when
            one.keep(successor);

            // then
            assertThat(closed(lost)).isTrue();
            assertThat(one.take(tenant, NAME)).contains(successor);
        }
        successor.close();
    }

    @Test
    void closes_a_kept_stream_that_nobody_takes() {
        // given
        PublicationStream stream = streams.open(tenant, NAME);
        try (KeptStreams briefly = new KeptStreams(ROOM, Duration.ofMillis(10))) {
            // when
            briefly.keep(stream);

            // then
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> briefly.size() == 0);
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> closed(stream));
        }
    }

    @Test
    void closes_all_kept_streams_in_the_end_and_keeps_none_after_it() {
        // given
        PublicationStream early = streams.open(tenant, NAME);
        PublicationStream late = streams.open(tenant, "another");
        KeptStreams ended = new KeptStreams(ROOM, Duration.ofHours(1));
        ended.keep(early);

        // when
        ended.close();
        ended.keep(late);

        // then
        assertThat(closed(early)).isTrue();
        assertThat(closed(late)).isTrue();
        assertThat(ended.size()).isZero();
    }

    @AfterEach
    void endOtherReplica() {
        otherReplica.close();
    }

    private Publication accepted() {
        Run run = received.accepted();
        TaskEvent event = run.event(Task.APPLICATION_ROSTER, Type.ACCEPTED, Instant.now());
        return new Publication().run(run).message(messages.taskEvent(event));
    }

    private boolean closed(PublicationStream stream) {
        try {
            stream.commitOffset();
            return false;
        } catch (StreamLostException e) {
            return e.getMessage().contains("closed");
        }
    }

    private boolean wakeAsked() {
        return database.one(
                        "select wake_asked > wake_seen from stream where tenant = ? and name = ?",
                        row -> row.getBoolean(1),
                        tenant.value(),
                        NAME)
                .orElseThrow();
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
