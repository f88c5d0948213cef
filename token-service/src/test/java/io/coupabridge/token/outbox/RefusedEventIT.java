package io.coupabridge.token.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ErasureReceipt;
import io.coupabridge.contracts.Topic;
import io.coupabridge.publication.StreamLostException;
import io.coupabridge.testing.TestKafka;
import io.coupabridge.testing.TopicSettings;
import io.coupabridge.token.connection.Connections;
import io.coupabridge.token.keyset.Keysets;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Stored;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events are larger than their topic takes. */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(180)
class RefusedEventIT {

    private static final Duration SOON = Duration.ofSeconds(10);

    /** More than the pause before it is tried again. */
    private static final Duration AGAIN = Holds.LONGEST.plusSeconds(30);

    private static final int ALLOWED_BYTES = 8_000;
    private static final String LARGE = "x".repeat(2 * ALLOWED_BYTES);

    @Inject
    Connections connections;

    @Inject
    Outbox outbox;

    @Inject
    OutboxRows rows;

    @Inject
    Stored stored;

    @Inject
    RelayStreams streams;

    @Inject
    Keysets keysets;

    private final TopicSettings topic = new TopicSettings(TestKafka.shared().bootstrapServers(), Topic.CONNECTIONS);
    private final Tenant tenant = new Tenant();
    private final Tenant another = new Tenant();

    @BeforeEach
    void refuseLargeEventsAndConnectTwoTenants() {
        // before the tenants come: the broker follows a moment later
        topic.set(Map.of("max.message.bytes", Integer.toString(ALLOWED_BYTES)));
        tenant.connect(Coupas.withClient());
        another.connect(Coupas.withClient());
        await().atMost(SOON).until(() -> stored.outboxSize() == 0);
    }

    @AfterEach
    void forgetTheTenants() {
        QuarkusTransaction.requiringNew().run(() -> rows.delete("tenant like 'refused-%'"));
        topic.restore();
        stored.keepNoEvents();
        tenant.delete();
        another.delete();
        await().atMost(AGAIN).until(() -> stored.outboxSize() == 0);
    }

    @Test
    void holds_back_its_own_tenant_and_topic_alone_and_leaves_in_order_once_the_topic_takes_it() {
        // when
        change(tenant, LARGE);
        change(tenant, "Small again.");
        change(another, "Changed behind it.");
        tenant.setCeiling(5);

        // then
        another.awaitConnectionEvent(event -> event.version() == 3);
        tenant.awaitTokenEvent(ApplicationRoster.TASK, event -> event.requestCeiling() == 5);
        assertThat(versions(tenant)).containsExactly(1L, 2L);
        assertThat(outbox.oldestAge()).isPresent();

        // when
        topic.restore();

        // then
        await().atMost(AGAIN).until(() -> stored.outboxSize() == 0);
        assertThat(versions(tenant)).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(versions(another)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void nothing_is_lost_or_doubled_when_relays_die_and_others_take_over_meanwhile() {
        // given
        change(tenant, LARGE);
        change(another, "Changed behind it.");
        another.awaitConnectionEvent(event -> event.version() == 3);

        // when
        stored.keepEvents(another.id());
        change(another, "Changed while relays die.");
        await().atMost(AGAIN).until(() -> stored.keptEvents() > 3);
        stored.keepNoEvents();
        new RelaySession(streams, keysets.events()).close();
        change(tenant, "Small again.");
        change(another, "Changed after them.");

        // then
        another.awaitConnectionEvent(event -> event.version() == 5);
        assertThat(versions(tenant)).containsExactly(1L, 2L);

        // when
        topic.restore();

        // then
        await().atMost(AGAIN).until(() -> stored.outboxSize() == 0);
        assertThat(versions(tenant)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(versions(another)).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void many_of_them_hold_back_nobody_else() {
        // given
        List<Tenant> others = List.of(new Tenant(), new Tenant(), new Tenant());
        QuarkusTransaction.requiringNew().run(() -> {
            for (int i = 0; i < RelaySession.MOST_AT_ONCE + 10; i++) {
                change(tenant, LARGE + i);
            }
        });

        // when
        others.forEach(other -> other.connect(Coupas.withClient()));

        // then
        others.forEach(other -> other.awaitConnectionEvent(event -> event.version() == 2));
        others.forEach(Tenant::delete);
    }

    @Test
    void many_tenants_that_are_refused_keep_one_behind_them_waiting_for_few_transactions() {
        // given
        int refused = 40;
        Refusals refusals =
                new Refusals(() -> rows.first(connectionsOf(another)).isPresent());
        refusals.listen();
        try {
            // when
            QuarkusTransaction.requiringNew().run(() -> {
                for (int i = 0; i < RelaySession.MOST_AT_ONCE; i++) {
                    rows.persist(large("refused-" + i % refused));
                }
                change(another, "Changed behind them.");
            });
            another.awaitConnectionEvent(event -> event.version() == 3);

            // then
            assertThat(refusals.beforehand.get()).isBetween(1, refused / 2);
            await().atMost(SOON).until(() -> refusals.all.get() >= refused);
        } finally {
            refusals.stopListening();
        }
    }

    @Test
    void one_among_many_tenants_that_are_refused_is_found_and_published() {
        // when
        QuarkusTransaction.requiringNew().run(() -> {
            for (int i = 0; i < 40; i++) {
                rows.persist(large("refused-" + i));
            }
            change(another, "Changed behind them.");
            change(another, "Changed once more.");
        });

        // then
        another.awaitConnectionEvent(event -> event.version() == 4);
        assertThat(versions(another)).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void a_relay_rests_while_kafka_refuses_what_it_has_refused_before() {
        // given
        change(tenant, LARGE);
        AtomicLong now = new AtomicLong();

        // the service's own relay may end the session of this one
        await().atMost(AGAIN)
                .ignoreExceptionsInstanceOf(StreamLostException.class)
                .untilAsserted(() -> {
                    try (RelaySession session = new RelaySession(streams, keysets.events())) {
                        // when
                        RelayRounds rounds = new RelayRounds(session, rows, now::get);
                        boolean found = rounds.next();
                        now.addAndGet(Holds.LONGEST.toNanos());
                        boolean again = rounds.next();

                        // then
                        assertThat(found).isTrue();
                        assertThat(again).isFalse();
                    }
                });
    }

    @Test
    void one_statement_leaves_out_thousands_that_wait() {
        // given
        change(tenant, LARGE);
        Set<Holds.Scope> others = IntStream.range(0, 5_000)
                .mapToObj(i -> new Holds.Scope(Topic.CONNECTIONS.topicName(), "refused-" + i))
                .collect(Collectors.toCollection(HashSet::new));

        // when, then
        assertThat(waiting(Set.of())).containsExactly(tenant.id());
        assertThat(waiting(others)).containsExactly(tenant.id());
        assertThat(waiting(Set.of(new Holds.Scope(Topic.ERASURES.topicName(), null))))
                .containsExactly(tenant.id());
        assertThat(waiting(Set.of(new Holds.Scope(Topic.CONNECTIONS.topicName(), null))))
                .isEmpty();
        others.add(connectionsOf(tenant));
        assertThat(waiting(others)).isEmpty();
    }

    @Test
    void no_receipt_tells_of_an_erasure_that_waits_behind_it() {
        // given
        change(tenant, LARGE);

        // when
        QuarkusTransaction.requiringNew().run(() -> {
            outbox.tombstone(Topic.CONNECTIONS, tenant.tenantId());
            outbox.add(
                    new ErasureReceipt(tenant.tenantId(), 5, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, List.of()));
        });
        change(another, "Changed behind it.");
        another.awaitConnectionEvent(event -> event.version() == 3);

        // then
        await().during(Duration.ofSeconds(1))
                .atMost(SOON)
                .until(() -> tenant.records(Topic.ERASURES).isEmpty());
        assertThat(rows.first(new Holds.Scope(Topic.ERASURES.topicName(), null)))
                .isEmpty();

        // when
        topic.restore();

        // then
        await().atMost(AGAIN).until(() -> tenant.records(Topic.ERASURES).size() == 1);
        assertThat(tenant.records(Topic.CONNECTIONS))
                .last()
                .satisfies(record -> assertThat(record.value()).isNull());
    }

    private void change(Tenant whose, String message) {
        QuarkusTransaction.joiningExisting()
                .run(() -> connections.change(whose.tenantId(), "TEST", row -> row.message = message));
    }

    private List<String> waiting(Set<Holds.Scope> held) {
        return rows.next(held, RelaySession.MOST_AT_ONCE).stream()
                .map(row -> row.tenant)
                .toList();
    }

    private static Holds.Scope connectionsOf(Tenant whose) {
        return new Holds.Scope(Topic.CONNECTIONS.topicName(), whose.id());
    }

    private static OutboxRow large(String tenant) {
        OutboxRow row = new OutboxRow();
        row.topic = Topic.CONNECTIONS.topicName();
        row.tenant = tenant;
        row.eventId = tenant + "/connection/1";
        row.eventType = "a-test";
        row.eventTime = Instant.EPOCH;
        row.payload = LARGE;
        return row;
    }

    /** Counts the events that the relay tells to be refused, on its own thread. */
    private static final class Refusals extends Handler {

        private final Logger logger = Logger.getLogger(RelayRounds.class.getName());
        private final AtomicInteger all = new AtomicInteger();
        private final AtomicInteger beforehand = new AtomicInteger();
        private final BooleanSupplier before;

        /** @param before whether those that are told now count as beforehand */
        Refusals(BooleanSupplier before) {
            this.before = before;
        }

        void listen() {
            logger.addHandler(this);
        }

        void stopListening() {
            logger.removeHandler(this);
        }

        @Override
        public void publish(LogRecord line) {
            if (!line.getLevel().equals(Level.WARN)) {
                return;
            }
            all.incrementAndGet();
            if (before.getAsBoolean()) {
                beforehand.incrementAndGet();
            }
        }

        @Override
        public void flush() {
            // keeps nothing
        }

        @Override
        public void close() {
            // holds nothing
        }
    }

    private static List<Long> versions(Tenant whose) {
        return whose.connectionEvents().stream().map(ConnectionEvent::version).toList();
    }
}
