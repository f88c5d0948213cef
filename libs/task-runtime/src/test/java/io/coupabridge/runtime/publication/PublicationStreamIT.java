package io.coupabridge.runtime.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.kafka.KafkaClients;
import io.coupabridge.edge.trace.TraceParent;
import io.coupabridge.edge.trail.Trail;
import io.coupabridge.edge.trail.Who;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.ledger.Database;
import io.coupabridge.runtime.ledger.ErasureStore;
import io.coupabridge.runtime.ledger.LedgerException;
import io.coupabridge.runtime.ledger.RecordStore;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.RunStore;
import io.coupabridge.runtime.ledger.SweepStore;
import io.coupabridge.runtime.ledger.WatermarkStore;
import io.coupabridge.runtime.message.Messages;
import io.coupabridge.runtime.publication.StreamStore.HaltedStream;
import io.coupabridge.runtime.schedule.TenantScheduler;
import io.coupabridge.testing.CoupaBridgeTestResource;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.scenario.SimulatorOrigins;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The seam between the ledger's commit and Kafka's: whatever dies in between, a page is published once. */
@QuarkusTest
@QuarkusTestResource(value = CoupaBridgeTestResource.class, initArgs = @ResourceArg(name = "service", value = "roster"))
@QuarkusTestResource(SimulatorOrigins.class)
class PublicationStreamIT {

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

    @Inject
    Ledger ledger;

    @Inject
    TaskHandler handler;

    @Inject
    Database database;

    @Inject
    RecordStore records;

    @Inject
    SweepStore sweeps;

    @Inject
    WatermarkStore watermarks;

    @Inject
    Trail trail;

    @Inject
    ErasureStore erasures;

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
                command,
                tenant,
                RunMode.FULL,
                null,
                null,
                null,
                now,
                now.plus(Duration.ofHours(1)),
                false,
                null,
                TraceParent.fresh());
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
        store.store(tenant, NAME, owner, 0, accepted().pending(1), "a producer that is gone");

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
        String producer = producerAtWork();
        stream.settle();
        abortAndFence(producer);
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
        otherReplica.open(tenant, NAME).close();

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
        assertThat(haltedStreams()).singleElement().satisfies(stream -> {
            assertThat(stream.name()).isEqualTo(NAME);
            assertThat(stream.reason()).contains("re-base");
            assertThat(stream.since()).isBetween(Instant.now().minusSeconds(60), Instant.now());
        });
        assertThat(streams.rebase(tenant, NAME, Who.SERVICE)).isTrue();
        streams.open(tenant, NAME).close();
        assertThat(store.halted(tenant, NAME)).isEmpty();
        assertThat(haltedStreams()).isEmpty();
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
        store.store(tenant, NAME, owner, 1, null, null);

        // when / then
        assertThatThrownBy(() -> streams.open(tenant, NAME))
                .isInstanceOf(StreamHaltedException.class)
                .hasMessageContaining("page 2");
    }

    @Test
    void halts_when_the_ledger_has_lost_a_stream_that_kafka_knows() {
        // given
        publishOnce();
        database.update("delete from stream where tenant = ?", tenant.value());

        // when / then
        assertThatThrownBy(() -> otherReplica.open(tenant, NAME))
                .isInstanceOf(StreamHaltedException.class)
                .hasMessageContaining("page 1");
        assertThat(store.halted(tenant, NAME)).isPresent();
    }

    @Test
    void goes_on_behind_the_last_page_on_kafka_when_it_is_rebased() throws Exception {
        // given
        publishOnce();
        publishOnce();
        publishOnce();
        database.update("update stream set page = 1 where tenant = ?", tenant.value());
        assertThatThrownBy(() -> otherReplica.open(tenant, NAME)).isInstanceOf(StreamHaltedException.class);

        // when
        otherReplica.rebase(tenant, NAME, Who.SERVICE);

        // then
        try (PublicationStream stream = otherReplica.open(tenant, NAME)) {
            assertThat(stream.nextPage()).isEqualTo(4);
        }
        assertThat(committedOffset()).isEqualTo(3);
    }

    @Test
    void gives_no_page_the_number_of_one_that_was_rebased_away() throws Exception {
        // given
        PublicationStream dead = streams.open(tenant, NAME);
        dead.publish(this::accepted);
        dead.close();
        forgetOffset();
        assertThatThrownBy(() -> streams.open(tenant, NAME)).isInstanceOf(StreamHaltedException.class);

        // when
        streams.rebase(tenant, NAME, Who.SERVICE);

        // then
        assertThat(publishOnce()).isEqualTo(2);
    }

    @Test
    void lets_a_zombie_publish_nothing_whose_page_is_pending_when_it_is_taken_over() {
        // given
        PausedReplica zombie = new PausedReplica();
        PublicationStream asleep = zombie.streams.open(tenant, NAME);
        zombie.meanwhile = () -> streams.open(tenant, NAME).close();

        // when
        assertThatThrownBy(() -> asleep.publish(this::accepted)).isInstanceOf(StreamLostException.class);

        // then
        assertThat(published()).isEmpty();
        asleep.close();
        zombie.streams.close();
        assertThat(publishOnce()).isEqualTo(1);
        assertThat(published()).hasSize(1);
    }

    @Test
    void lets_a_zombie_set_no_page_number_back_that_was_about_to_write_the_first_one() {
        // given
        PausedReplica zombie = new PausedReplica();
        zombie.meanwhile = this::publishOnce;

        // when
        assertThatThrownBy(() -> zombie.streams.open(tenant, NAME)).isInstanceOf(StreamLostException.class);

        // then
        zombie.streams.close();
        try (PublicationStream next = otherReplica.open(tenant, NAME)) {
            assertThat(next.nextPage()).isEqualTo(2);
        }
    }

    @Test
    void lets_a_zombie_publish_nothing_whose_damaged_page_was_rebased_away() {
        // given
        PausedReplica zombie = new PausedReplica();
        PublicationStream asleep = zombie.streams.open(tenant, NAME);
        zombie.meanwhile = () -> {
            database.update("update stream set pending_page = 'damaged' where tenant = ?", tenant.value());
            assertThatThrownBy(() -> streams.open(tenant, NAME)).isInstanceOf(StreamHaltedException.class);
            streams.rebase(tenant, NAME, Who.SERVICE);
            publishOnce();
        };

        // when
        assertThatThrownBy(() -> asleep.publish(this::accepted)).isInstanceOf(StreamLostException.class);

        // then
        asleep.close();
        zombie.streams.close();
        assertThat(published()).hasSize(1);
    }

    /** It would forget a pending page without setting its records back, and they would count as published. */
    @Test
    void cannot_be_opened_by_a_version_that_undoes_nothing() {
        assertThatThrownBy(() -> database.query("select owner, page, pending from stream", row -> row.getLong(1)))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("pending");
    }

    @Test
    void fences_the_producer_of_a_version_that_named_it_after_the_stream() {
        // given
        streams.open(tenant, NAME).close();
        long owner = store.claim(tenant, NAME).owner();
        store.store(tenant, NAME, owner, 0, accepted().pending(1), null);
        try (Producer<byte[], byte[]> old = kafka.transactionalProducer(group())) {
            old.initTransactions();
            old.beginTransaction();
            accepted().messages().forEach(old::send);

            // when
            streams.open(tenant, NAME).close();

            // then
            assertThatThrownBy(old::commitTransaction).isInstanceOf(KafkaException.class);
        }
        assertThat(published()).isEmpty();
    }

    @Test
    void publishes_with_the_producer_that_another_stream_has_done_with() {
        // given
        try (PublicationStream before = otherReplica.open(tenant, "before")) {
            before.publish(this::accepted);
            before.settle();
        }

        // when
        try (PublicationStream stream = otherReplica.open(tenant, NAME)) {
            stream.publish(this::accepted);

            // then
            assertThat(otherReplica.idleProducers()).isZero();
            stream.settle();
        }
        assertThat(otherReplica.idleProducers()).isEqualTo(1);
        assertThat(published()).hasSize(2);
    }

    @Test
    void lends_no_producer_whose_page_is_pending() {
        // given
        PublicationStream stream = otherReplica.open(tenant, NAME);
        stream.publish(this::accepted);

        // when
        stream.close();

        // then
        assertThat(otherReplica.idleProducers()).isZero();
    }

    @Test
    void lends_no_producer_whose_page_may_be_pending_since_the_ledger_failed() {
        // given
        PausedReplica unlucky = new PausedReplica();
        PublicationStream stream = unlucky.streams.open(tenant, NAME);
        unlucky.meanwhile = () -> {
            throw new IllegalStateException("The answer to a commit did not come.");
        };
        assertThatThrownBy(() -> stream.publish(this::accepted)).isInstanceOf(IllegalStateException.class);

        // when
        stream.close();

        // then
        assertThat(unlucky.streams.idleProducers()).isZero();
        assertThat(publishOnce()).isEqualTo(1);
        assertThat(published()).hasSize(1);
        unlucky.streams.close();
    }

    @Test
    void lends_no_producer_that_another_claimant_may_be_about_to_fence() {
        // given
        PausedReplica zombie = new PausedReplica();
        zombie.behindOffset = () -> store.claim(tenant, NAME);

        // when
        assertThatThrownBy(() -> zombie.streams.open(tenant, NAME)).isInstanceOf(StreamLostException.class);

        // then
        assertThat(zombie.streams.idleProducers()).isZero();
        zombie.streams.close();
    }

    @Test
    void asks_kafka_again_when_it_did_not_come_to_an_answer_about_a_stream_that_was_set_back() {
        // given
        publishOnce();
        publishOnce();
        database.update("update stream set page = 1 where tenant = ?", tenant.value());
        PausedReplica interrupted = new PausedReplica();
        interrupted.beforeHalt = () -> {
            throw new IllegalStateException("The ledger is down.");
        };
        assertThatThrownBy(() -> interrupted.streams.open(tenant, NAME)).isInstanceOf(StreamLostException.class);

        // when / then
        assertThatThrownBy(() -> interrupted.streams.open(tenant, NAME)).isInstanceOf(StreamHaltedException.class);
        interrupted.streams.close();
    }

    @Test
    void publishes_nothing_of_a_page_of_which_the_broker_refuses_one_message() throws Exception {
        // given
        String small = smallTopic();
        PublicationStream stream = streams.open(tenant, NAME);

        // when
        assertThatThrownBy(() -> stream.publish(() -> accepted().message(message(small, 2_000))))
                .isInstanceOf(MessageRefusedException.class);

        // then
        stream.close();
        assertThat(publishOnce()).isEqualTo(1);
        assertThat(published()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void publishes_nothing_of_a_page_of_which_the_producer_refuses_one_message(boolean first) {
        // given
        PublicationStream stream = streams.open(tenant, NAME);
        ProducerRecord<byte[], byte[]> large = message(Topic.TASK_EVENTS.topicName(), 5_000_000);

        // when
        assertThatThrownBy(() -> stream.publish(() -> {
                    Publication page = accepted();
                    return first
                            ? new Publication()
                                    .message(large)
                                    .message(page.messages().get(0))
                            : page.message(large);
                }))
                .isInstanceOf(MessageRefusedException.class);

        // then
        stream.close();
        assertThat(publishOnce()).isEqualTo(1);
        assertThat(published()).hasSize(1);
    }

    @Test
    void publishes_nothing_once_it_is_closed() {
        // given
        PublicationStream stream = streams.open(tenant, NAME);
        stream.close();

        // when / then
        assertThatThrownBy(() -> stream.publish(this::accepted)).isInstanceOf(IllegalStateException.class);
        stream.close();
        assertThat(published()).isEmpty();
    }

    @Test
    void halts_a_stream_that_it_left_settled_when_the_ledger_was_set_back_behind_it() {
        // given
        publishOnce();
        publishOnce();
        database.update("update stream set page = 1 where tenant = ?", tenant.value());

        // when / then
        assertThatThrownBy(() -> streams.open(tenant, NAME)).isInstanceOf(StreamHaltedException.class);
    }

    @Test
    void takes_note_of_wake_ups_when_it_opens_a_stream_that_it_left_settled() {
        // given
        streams.open(tenant, NAME).close();
        scheduler.ask(tenant, NAME);
        boolean asked = wakeAsked();

        // when
        streams.open(tenant, NAME).close();

        // then
        assertThat(asked).isTrue();
        assertThat(wakeAsked()).isFalse();
    }

    @AfterEach
    void endOtherReplica() {
        otherReplica.close();
    }

    private Publication accepted() {
        Run run = received.accepted();
        TaskEvent event = run.event(ApplicationRoster.TASK, Type.ACCEPTED, Instant.now());
        return new Publication().run(run).message(messages.taskEvent(event, run.trace()));
    }

    /** One that takes messages of a kilobyte. */
    private String smallTopic() throws Exception {
        String name = "small-" + UUID.randomUUID();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1)
                            .configs(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "1000"))))
                    .all()
                    .get(10, TimeUnit.SECONDS);
        }
        return name;
    }

    private static ProducerRecord<byte[], byte[]> message(String topic, int bytes) {
        return new ProducerRecord<>(topic, new byte[bytes]);
    }

    /** @return the page's number */
    private long publishOnce() {
        try (PublicationStream stream = streams.open(tenant, NAME)) {
            stream.publish(this::accepted);
            stream.settle();
            return stream.nextPage() - 1;
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

    private String producerAtWork() {
        return database.one(
                        "select producer from stream where tenant = ? and name = ?",
                        row -> row.getString(1),
                        tenant.value(),
                        NAME)
                .orElseThrow();
    }

    /** As the broker does to a transaction that takes too long. */
    private void abortAndFence(String producer) {
        kafka.fence(producer);
    }

    /** Of this test's tenant. */
    private List<HaltedStream> haltedStreams() {
        return store.halted("", "", 1_000).stream()
                .filter(stream -> stream.tenant().equals(tenant))
                .toList();
    }

    private void forgetOffset() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.deleteConsumerGroupOffsets(group(), Set.of(partition())).all().get(20, TimeUnit.SECONDS);
        }
    }

    private long committedOffset() throws Exception {
        return offsetOnKafka().offset();
    }

    private OffsetAndMetadata offsetOnKafka() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            return admin.listConsumerGroupOffsets(group())
                    .partitionsToOffsetAndMetadata()
                    .get(20, TimeUnit.SECONDS)
                    .get(partition());
        }
    }

    private String group() {
        return "coupa-bridge.roster." + tenant + "." + NAME;
    }

    private static TopicPartition partition() {
        return new TopicPartition(Topic.PAGE_OFFSETS.topicName(), 0);
    }

    /** A replica that falls asleep behind what it commits to the ledger, or loses the ledger, when it is told to. */
    private final class PausedReplica {

        private final Streams streams = new Streams(new PausingStore(), new PausingLedger(), kafka, handler);
        private Runnable meanwhile = () -> {};
        private Runnable behindOffset = () -> {};
        private Runnable beforeHalt = () -> {};

        private <T> T pauseBehind(T committed) {
            Runnable once = meanwhile;
            meanwhile = () -> {};
            once.run();
            return committed;
        }

        private final class PausingLedger extends Ledger {

            PausingLedger() {
                super(database, records, runs, sweeps, watermarks, erasures, trail);
            }

            @Override
            <T> T inTransaction(Callable<T> work) {
                return pauseBehind(super.inTransaction(work));
            }
        }

        private final class PausingStore extends StreamStore {

            PausingStore() {
                super(database, trail, Clock.systemUTC());
            }

            @Override
            boolean publishes(TenantId tenant, String name, long owner, String producer) {
                return pauseBehind(super.publishes(tenant, name, owner, producer));
            }

            @Override
            boolean offsetCommitted(TenantId tenant, String name, long owner) {
                behindOffset.run();
                return super.offsetCommitted(tenant, name, owner);
            }

            @Override
            boolean halt(TenantId tenant, String name, long owner, String reason) {
                Runnable once = beforeHalt;
                beforeHalt = () -> {};
                once.run();
                return super.halt(tenant, name, owner, reason);
            }
        }
    }
}
