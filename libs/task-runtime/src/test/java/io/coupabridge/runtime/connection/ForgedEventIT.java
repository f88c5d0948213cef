package io.coupabridge.runtime.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.trace.TraceParent;
import io.coupabridge.runtime.RuntimeTest;
import io.coupabridge.runtime.ledger.Database;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.message.Messages;
import io.coupabridge.secrets.EventSigner;
import io.coupabridge.secrets.KeysetFile;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.EventKeysets;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What token-service did not make changes nothing, and what it made long ago brings nothing back. */
@QuarkusTest
class ForgedEventIT extends RuntimeTest {

    private static final long HIGHEST = (1L << 53) - 1;
    private static final URI ACME = URI.create("https://acme.coupahost.com");
    private static final Topic TOKENS = ApplicationRoster.TASK.tokenTopic();

    @Inject
    ConnectionStore store;

    @Inject
    AccessRules rules;

    @Inject
    Database database;

    @Test
    void a_forged_connection_does_not_lock_a_tenant_out() {
        // given
        connectedTenant();

        // when
        platform.raw(Topic.CONNECTIONS, key(tenant), connection(tenant, HIGHEST, "REAUTHORIZATION_REQUIRED"));
        awaitLetters(Topic.CONNECTIONS, 1, "not signed");
        TaskEvent outcome = platform.outcome(platform.run(tenant, RunMode.FULL), SOON);

        // then
        assertThat(outcome.type()).as("%s", outcome).isEqualTo(Type.COMPLETED);
        assertThat(store.connection(tenant).orElseThrow().version()).isEqualTo(1);
    }

    @Test
    void a_forged_token_does_not_lock_a_tenant_out() {
        // when
        platform.raw(TOKENS, key(tenant), revoked(HIGHEST));
        awaitLetters(TOKENS, 1, "not signed");
        connectedTenant();
        TaskEvent outcome = platform.outcome(platform.run(tenant, RunMode.FULL), SOON);

        // then
        assertThat(outcome.type()).as("%s", outcome).isEqualTo(Type.COMPLETED);
    }

    @Test
    void a_forged_tombstone_disconnects_nobody() {
        // given
        connectedTenant();
        awaitProjection();

        // when
        platform.raw(Topic.CONNECTIONS, key(tenant), null);
        platform.raw(TOKENS, key(tenant), null);
        TaskEvent outcome = platform.outcome(platform.run(tenant, RunMode.FULL), SOON);

        // then
        assertThat(outcome.type()).as("%s", outcome).isEqualTo(Type.COMPLETED);
    }

    @Test
    void a_signature_holds_for_its_signer_topic_tenant_and_value_only(@TempDir Path directory) {
        // given
        connectedTenant();
        EventSigner signer = EventKeysets.signerFor(eventKeyset);
        Path foreign = directory.resolve("foreign.json");
        KeysetFile.createSigning(foreign);
        String topic = Topic.CONNECTIONS.topicName();
        byte[] value = connection(tenant, HIGHEST, "DISCONNECTED");
        byte[] othersKey = bytes("other");

        // when
        forge(value, EventSigner.fromKeysetFile(foreign).sign(topic, key(tenant), value));
        forge(value, signer.sign(TOKENS.topicName(), key(tenant), value));
        forge(value, signer.sign(topic, othersKey, value));
        forge(value, signer.sign(topic, key(tenant), connection(tenant, 2, "DISCONNECTED")));
        forge(value, "");

        // then
        awaitLetters(Topic.CONNECTIONS, 5, "not signed by token-service");
        awaitProjection();
        assertThat(store.connection(tenant).orElseThrow().version()).isEqualTo(1);
    }

    @Test
    void an_event_from_before_a_delete_changes_nothing_after_the_reconnect() {
        // given
        CoupaInstance coupa = connectedTenant();
        platform.token(tenant, 2, token(coupa), coupa.origin(), 25, usable());
        tell(tenant, 2, "DISCONNECTED");
        tell(tenant, 3, "ACTIVE");
        platform.token(tenant, 3, token(coupa), coupa.origin(), 25, usable());
        awaitProjection();

        // when
        replay(Topic.CONNECTIONS);
        replay(TOKENS);
        awaitProjection();

        // then
        assertThat(store.connection(tenant).orElseThrow().version()).isEqualTo(3);
        assertThat(store.token(tenant).orElseThrow().tokenVersion()).isEqualTo(3);
    }

    @Test
    void an_event_from_before_a_delete_brings_nothing_back_after_a_tombstone() {
        // given
        connectedTenant();
        tell(tenant, 2, "DISCONNECTED");
        platform.raw(Topic.CONNECTIONS, key(tenant), null);
        awaitProjection();

        // when
        replay(Topic.CONNECTIONS);
        awaitProjection();

        // then
        assertThat(store.connection(tenant).orElseThrow().state()).isEqualTo(ConnectionState.DISCONNECTED);
    }

    @Test
    void an_older_event_of_the_same_token_does_not_raise_the_ceiling() {
        // given
        CoupaInstance coupa = connectedTenant();
        platform.event(Topic.CONNECTIONS, tenant, connection(tenant, 2, "ACTIVE", coupa.origin(), 2));
        platform.token(tenant, 1, token(coupa), coupa.origin(), 2, usable());

        // when
        replay(TOKENS);
        awaitProjection();

        // then
        assertThat(rules.decide(run()))
                .isInstanceOfSatisfying(
                        Access.Granted.class,
                        granted -> assertThat(granted.ceiling()).isEqualTo(2));
    }

    @Test
    void a_newer_version_heals_an_empty_ledger_that_an_old_event_deceived() {
        // given the newer events are gone from topics and ledger, and old ones are replayed
        CoupaInstance coupa = connectedTenant();
        platform.event(Topic.CONNECTIONS, tenant, connection(tenant, 2, "ACTIVE", coupa.origin(), 2));
        platform.token(tenant, 2, token(coupa), coupa.origin(), 2, usable());
        deceiveEmptyLedger();

        // when token-service publishes both again
        platform.event(Topic.CONNECTIONS, tenant, connection(tenant, 3, "ACTIVE", coupa.origin(), 2));
        platform.token(tenant, 2, token(coupa), coupa.origin(), 2, usable());
        awaitProjection();

        // then
        assertThat(store.token(tenant).orElseThrow().tokenVersion()).isEqualTo(2);
        assertThat(rules.decide(run()))
                .isInstanceOfSatisfying(
                        Access.Granted.class,
                        granted -> assertThat(granted.ceiling()).isEqualTo(2));
    }

    @Test
    void a_deleted_connection_that_an_old_event_brought_back_is_ended_by_a_newer_version() {
        // given
        connectedTenant();
        tell(tenant, 2, "DISCONNECTED");
        platform.event(TOKENS, tenant, revoked(2));
        deceiveEmptyLedger();

        // when it is deleted again, which publishes both again
        tell(tenant, 3, "DISCONNECTED");
        platform.event(TOKENS, tenant, revoked(2));
        awaitProjection();

        // then
        assertThat(store.connection(tenant).orElseThrow().state()).isEqualTo(ConnectionState.DISCONNECTED);
        assertThat(store.token(tenant).orElseThrow().status()).isEqualTo(TokenEvent.Status.REVOKED);
        assertThat(rules.decide(run())).isNotInstanceOf(Access.Granted.class);
    }

    /** Nothing is known of the tenant, as after a fresh start, when the topics bring its very first events only. */
    private void deceiveEmptyLedger() {
        awaitProjection();
        database.update("delete from connection where tenant = ?", tenant.value());
        database.update("delete from token where tenant = ?", tenant.value());
        for (Topic topic : List.of(Topic.CONNECTIONS, TOKENS)) {
            TopicRecord first = tenants(topic).get(0);
            platform.signed(topic, key(tenant), first.value(), first.header(MessageHeaders.SIGNATURE));
        }
        awaitProjection();
        assertThat(store.connection(tenant).orElseThrow().version()).isEqualTo(1);
        assertThat(rules.decide(run())).as("the deceived ledger").isInstanceOf(Access.Granted.class);
    }

    private byte[] revoked(long version) {
        return bytes("{\"status\":\"REVOKED\",\"tenantId\":\"" + tenant
                + "\",\"task\":\"APPLICATION_ROSTER\",\"tokenVersion\":" + version
                + ",\"connectionVersion\":1,\"requestCeiling\":1}");
    }

    private CoupaInstance connectedTenant() {
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(3));
        platform.connected(tenant, coupa.origin(), token(coupa), 25);
        return coupa;
    }

    private void tell(TenantId whose, long version, String state) {
        platform.event(Topic.CONNECTIONS, whose, connection(whose, version, state));
    }

    private void forge(byte[] value, String signature) {
        platform.signed(Topic.CONNECTIONS, key(tenant), value, signature);
    }

    /** Sends again all that the topic has of the tenant, from the newest to the oldest. */
    private void replay(Topic topic) {
        List<TopicRecord> records = tenants(topic);
        for (int i = records.size() - 1; i >= 0; i--) {
            TopicRecord record = records.get(i);
            if (record.value() != null) {
                platform.signed(topic, key(tenant), record.value(), record.header(MessageHeaders.SIGNATURE));
            }
        }
    }

    private List<TopicRecord> tenants(Topic topic) {
        return TopicReader.readAll(bootstrapServers, topic).stream()
                .filter(record -> tenant.value().equals(record.key()))
                .toList();
    }

    private void awaitLetters(Topic topic, int count, String reason) {
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(tenants(topic.deadLetter()))
                        .hasSize(count)
                        .allSatisfy(letter -> assertThat(letter.header(MessageHeaders.DEAD_LETTER_REASON))
                                .contains(reason)));
    }

    /** Until all that was sent before is in the database, or is not: a later event of the same partition is. */
    private void awaitProjection() {
        TenantId neighbour = Stream.generate(() -> new TenantId("n-" + UUID.randomUUID()))
                .filter(each -> Messages.partition(each, TOKENS) == Messages.partition(tenant, TOKENS))
                .findFirst()
                .orElseThrow();
        tell(neighbour, 1, "ACTIVE");
        platform.token(neighbour, 1, "a-token", ACME, 25, usable());
        Awaitility.await()
                .atMost(SOON)
                .until(() -> store.connection(neighbour).isPresent()
                        && store.token(neighbour).isPresent());
    }

    private Run run() {
        return Run.received(
                UUID.randomUUID(),
                tenant,
                RunMode.FULL,
                null,
                null,
                "a test",
                Instant.now(),
                Instant.now().plusSeconds(60),
                false,
                null,
                TraceParent.fresh());
    }

    private static byte[] connection(TenantId whose, long version, String state) {
        return connection(whose, version, state, ACME, 10);
    }

    private static byte[] connection(TenantId whose, long version, String state, URI origin, int ceiling) {
        return bytes("{\"tenantId\":\"" + whose + "\",\"version\":" + version + ",\"state\":\"" + state
                + "\",\"message\":\"Call 0900 FORGED.\",\"cause\":\"SAVED\",\"baseUrl\":\"" + origin
                + "\",\"requestCeiling\":" + ceiling
                + ",\"tasks\":{\"APPLICATION_ROSTER\":{\"verdict\":\"GRANTED\",\"message\":\"Granted.\"}},"
                + "\"changedAt\":\"2026-11-24T10:00:00Z\"}");
    }

    private static Instant usable() {
        return Instant.now().minusSeconds(60);
    }

    private static byte[] key(TenantId whose) {
        return bytes(whose.value());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
