package io.coupabridge.token.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.KafkaRights;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.kafka.KafkaClients;
import io.coupabridge.publication.StreamLostException;
import io.coupabridge.token.connection.Connections;
import io.coupabridge.token.keyset.Keysets;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Stored;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A change and its event are both there or neither is (pitfall 44). */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class OutboxIT {

    private static final TopicPartition PLACE = new TopicPartition(Topic.PAGE_OFFSETS.topicName(), 0);

    @Inject
    Connections connections;

    @Inject
    Stored stored;

    @Inject
    RelayStreams streams;

    @Inject
    Keysets keysets;

    @Inject
    KafkaClients kafka;

    @Inject
    OutboxRows rows;

    @Inject
    OutboxDatabase database;

    @Inject
    OutboxLedger ledger;

    @Inject
    @Identifier("default-kafka-broker")
    Map<String, Object> connection;

    private final Tenant tenant = new Tenant();

    @AfterEach
    void forgetTheTenant() {
        stored.keepNoEvents();
        tenant.delete();
    }

    @Test
    void publishes_nothing_of_a_change_that_was_rolled_back() {
        // given
        tenant.connect(Coupas.withClient());
        tenant.awaitConnectionEvent(e -> e.state() == ConnectionState.ACTIVE);

        // when
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    change();
                    throw new IllegalStateException("after all");
                }))
                .isInstanceOf(IllegalStateException.class);

        // then
        await().during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(10))
                .until(() -> tenant.connectionEvents().size() == 2);
        assertThat(tenant.read().getLong("version")).isEqualTo(2);
    }

    @Test
    void publishes_a_committed_change_once_and_keeps_nothing() {
        // given
        tenant.connect(Coupas.withClient());

        // when
        QuarkusTransaction.requiringNew().run(this::change);

        // then
        tenant.awaitConnectionEvent(e -> e.version() == 3);
        await().atMost(Duration.ofSeconds(10)).until(() -> stored.outboxSize() == 0);
        assertThat(tenant.records(Topic.CONNECTIONS)).hasSize(3);
    }

    @Test
    void publishes_once_what_relays_that_die_before_they_forget_it_leave_behind() {
        // given
        tenant.connect(Coupas.withClient());
        await().atMost(Duration.ofSeconds(10)).until(() -> stored.outboxSize() == 0);
        stored.keepEvents(tenant.id());

        // when
        QuarkusTransaction.requiringNew().run(this::change);
        await().atMost(Duration.ofSeconds(30)).until(() -> stored.keptEvents() > 3);
        stored.keepNoEvents();
        await().atMost(Duration.ofSeconds(10)).until(() -> stored.outboxSize() == 0);

        // then
        assertThat(tenant.records(Topic.CONNECTIONS)).hasSize(3);
    }

    @Test
    void publishes_nothing_when_readers_can_see_no_change() {
        // given
        tenant.connect(Coupas.withClient());

        // when
        QuarkusTransaction.requiringNew()
                .run(() -> connections.change(tenant.tenantId(), "TEST", row -> row.nextAttemptAt = row.changedAt));

        // then
        await().during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(10))
                .until(() -> tenant.connectionEvents().size() == 2);
    }

    @Test
    void names_the_event_that_kafka_refuses() {
        // given
        OutboxRow large = row("x".repeat(2 << 20));
        try (RelaySession session = new RelaySession(streams, keysets.events())) {
            // when, then
            assertThatThrownBy(() -> session.publish(List.of(row("{}"), large)))
                    .isInstanceOf(KafkaException.class)
                    .hasMessageContaining("tenant northwind for topic coupa.connections")
                    .hasMessageContaining("RecordTooLargeException");
        }
    }

    @Test
    void publishes_nothing_again_that_the_version_before_has_published() {
        // given
        tenant.connect(Coupas.withClient());
        await().atMost(Duration.ofSeconds(10)).until(() -> stored.outboxSize() == 0);

        // when it dies before it deletes the event
        QuarkusTransaction.requiringNew().run(this::dieAsTheVersionBefore);

        // then
        await().atMost(Duration.ofSeconds(20)).until(() -> stored.outboxSize() == 0);
        assertThat(tenant.records(Topic.CONNECTIONS)).hasSize(3);
        QuarkusTransaction.requiringNew().run(this::change);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> tenant.records(Topic.CONNECTIONS).size() == 4);
    }

    @Test
    void tells_the_version_before_what_it_has_published() {
        // given
        tenant.connect(Coupas.withClient());
        await().atMost(Duration.ofSeconds(10)).until(() -> stored.outboxSize() == 0);
        stored.keepEvents(tenant.id());

        // when
        QuarkusTransaction.requiringNew().run(this::change);
        await().atMost(Duration.ofSeconds(30)).until(() -> stored.keptEvents() > 0);

        // then
        OutboxMark kept = rows.oldest().orElseThrow().mark();
        assertThat(OutboxMark.read(note())).contains(kept);
    }

    @Test
    void a_relay_that_wakes_up_takes_nothing_back_from_the_one_that_replaced_it() {
        // given
        tenant.connect(Coupas.withClient());
        await().atMost(Duration.ofSeconds(10)).until(() -> stored.outboxSize() == 0);
        publishAsTheVersionBefore(rowOfTenant());
        stored.keepEvents(tenant.id());
        RelayStreams paused = pausedBehindItsQuestion(() -> {
            QuarkusTransaction.requiringNew().run(this::change);
            await().atMost(Duration.ofSeconds(30)).until(() -> stored.keptEvents() > 0);
        });

        // when
        assertThatThrownBy(paused::open).isInstanceOf(StreamLostException.class);

        // then
        stored.keepNoEvents();
        await().atMost(Duration.ofSeconds(20)).until(() -> stored.outboxSize() == 0);
        assertThat(tenant.records(Topic.CONNECTIONS)).hasSize(4);
    }

    @Test
    void a_relay_that_wakes_up_forgets_nothing_that_the_version_before_has_published_meanwhile() {
        // given
        tenant.connect(Coupas.withClient());
        await().atMost(Duration.ofSeconds(10)).until(() -> stored.outboxSize() == 0);
        publishAsTheVersionBefore(rowOfTenant());
        RelayStreams paused =
                pausedBehindItsQuestion(() -> QuarkusTransaction.requiringNew().run(this::dieAsTheVersionBefore));

        // when
        try {
            paused.open().close();
        } catch (StreamLostException e) {
            // the relay of this service was faster
        }

        // then
        await().atMost(Duration.ofSeconds(20)).until(() -> stored.outboxSize() == 0);
        assertThat(tenant.records(Topic.CONNECTIONS)).hasSize(4);
    }

    @Test
    void publishes_once_what_it_left_pending_to_the_version_before_and_gets_back() {
        // given
        tenant.connect(Coupas.withClient());
        await().atMost(Duration.ofSeconds(10)).until(() -> stored.outboxSize() == 0);
        stored.keepEvents(tenant.id());
        QuarkusTransaction.requiringNew().run(this::change);
        await().atMost(Duration.ofSeconds(30)).until(() -> stored.keptEvents() > 0);

        // when
        QuarkusTransaction.requiringNew().run(() -> {
            inDatabase("update stream set tenant = tenant");
            stored.keepNoEvents();
            rows.forget(rows.marked(OutboxMark.read(note())));
            dieAsTheVersionBefore();
        });

        // then
        await().atMost(Duration.ofSeconds(20)).until(() -> stored.outboxSize() == 0);
        assertThat(tenant.records(Topic.CONNECTIONS)).hasSize(4);
        QuarkusTransaction.requiringNew().run(() -> change("Changed once more."));
        await().atMost(Duration.ofSeconds(20)).until(() -> stored.outboxSize() == 0);
        assertThat(tenant.records(Topic.CONNECTIONS)).hasSize(5);
    }

    @Test
    void publishes_nothing_again_that_stands_beside_the_number_of_which_the_database_knows_nothing() {
        // given
        tenant.connect(Coupas.withClient());
        await().atMost(Duration.ofSeconds(10)).until(() -> stored.outboxSize() == 0);
        stored.keepEvents(tenant.id());
        QuarkusTransaction.requiringNew().run(this::change);
        await().atMost(Duration.ofSeconds(30)).until(() -> stored.keptEvents() > 0);

        // when
        inDatabase("update stream set pending_page = null, producer = null, owner = owner + 1");
        stored.keepNoEvents();

        // then
        await().atMost(Duration.ofSeconds(20)).until(() -> stored.outboxSize() == 0);
        assertThat(tenant.records(Topic.CONNECTIONS)).hasSize(3);
    }

    @Test
    void goes_on_behind_kafka_when_the_database_was_set_back() {
        // given
        tenant.connect(Coupas.withClient());
        await().atMost(Duration.ofSeconds(10)).until(() -> stored.outboxSize() == 0);
        await().atMost(Duration.ofSeconds(10)).until(() -> place().offset() > 0);
        long last = place().offset();
        inDatabase("update stream set page = 0, pending_page = null, producer = null, owner = owner + 1");

        // when
        QuarkusTransaction.requiringNew().run(this::change);

        // then
        await().atMost(Duration.ofSeconds(20)).until(() -> stored.outboxSize() == 0);
        assertThat(tenant.records(Topic.CONNECTIONS)).hasSize(3);
        assertThat(place().offset()).isGreaterThan(last);
    }

    /** Opens streams as another replica, which falls asleep once Kafka has told it the number for the first time. */
    private RelayStreams pausedBehindItsQuestion(Runnable meanwhile) {
        AtomicBoolean awake = new AtomicBoolean();
        return new RelayStreams(database, ledger, new KafkaClients(connection) {
            @Override
            public Optional<OffsetAndMetadata> committed(String group, TopicPartition partition) {
                Optional<OffsetAndMetadata> place = super.committed(group, partition);
                if (!awake.getAndSet(true)) {
                    meanwhile.run();
                }
                return place;
            }
        });
    }

    /** Before it deletes the event. */
    private void dieAsTheVersionBefore() {
        OutboxRow row = rowOfTenant();
        row.id = null;
        rows.persistAndFlush(row);
        publishAsTheVersionBefore(row);
    }

    private OutboxRow rowOfTenant() {
        OutboxRow row = row("{}");
        row.tenant = tenant.id();
        return row;
    }

    private void inDatabase(String sql) {
        database.with(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate(sql);
            }
        });
    }

    private String note() {
        return place().metadata();
    }

    private OffsetAndMetadata place() {
        return kafka.committed(KafkaRights.OUTBOX_GROUP, PLACE).orElseThrow();
    }

    /** Its offset is 0, and beside it stand the rows that it has published. */
    private void publishAsTheVersionBefore(OutboxRow row) {
        try (Producer<byte[], byte[]> producer =
                kafka.transactionalProducerOfSingles(KafkaRights.OUTBOX_TRANSACTIONS)) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(
                    row.topic, row.tenant.getBytes(StandardCharsets.UTF_8), "{}".getBytes(StandardCharsets.UTF_8)));
            producer.sendOffsetsToTransaction(
                    Map.of(PLACE, new OffsetAndMetadata(0, OutboxMark.write(List.of(row.mark())))),
                    new ConsumerGroupMetadata(KafkaRights.OUTBOX_GROUP));
            producer.commitTransaction();
        }
    }

    private static OutboxRow row(String payload) {
        OutboxRow row = new OutboxRow();
        row.id = 1L;
        row.topic = Topic.CONNECTIONS.topicName();
        row.tenant = "northwind";
        row.eventId = "northwind/connection/1";
        row.eventType = "a-test";
        row.eventTime = Instant.EPOCH;
        row.payload = payload;
        return row;
    }

    private void change() {
        change("Changed by a test.");
    }

    private void change(String message) {
        connections.change(tenant.tenantId(), "TEST", row -> row.message = message);
    }
}
