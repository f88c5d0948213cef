package io.coupabridge.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.runtime.ledger.Database;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Poison between good messages of one partition, on each topic that a task service reads: those behind it take effect, and
 * every poisonous one is on the dead-letter topic, in order, with its bytes.
 */
@QuarkusTest
class PoisonIT extends RuntimeTest {

    private static final String EVENT = "{\"tenantId\":\"TENANT\",\"version\":1,\"requestCeiling\":10,";
    private static final String DEEP = "[".repeat(5_000);

    @Inject
    Database database;

    @Inject
    MeterRegistry metrics;

    @Test
    void in_commands_holds_up_no_command() {
        // given
        connectedCoupa(InstanceSpec.defaults().users(3));
        UUID before = platform.run(tenant, RunMode.FULL);
        List<String> poison = List.of("", "{", "null", "[1]", "\"\\ud800\"", "{\"commandId\":\"\\u0000\"}", DEEP);

        // when
        List<UUID> between = new ArrayList<>();
        for (String value : poison) {
            send(ApplicationRoster.TASK.commandTopic(), value);
            between.add(platform.run(tenant, RunMode.FULL));
        }

        // then
        assertThat(platform.outcome(before, SOON).type()).isEqualTo(Type.COMPLETED);
        assertThat(between)
                .allSatisfy(command ->
                        assertThat(platform.outcome(command, SOON).type()).isEqualTo(Type.COMPLETED));
        assertBuried(ApplicationRoster.TASK.commandTopic().deadLetter(), poison);
    }

    @Test
    void in_connections_holds_up_no_connection() {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(3));
        List<String> poison = List.of(
                "",
                "{",
                "null",
                "[1]",
                DEEP,
                EVENT + "\"state\":null}",
                EVENT.replace(":10", ":26") + "\"state\":\"ACTIVE\"}",
                EVENT + "\"state\":{}}",
                EVENT + "\"state\":\"ACTIVE\",\"tasks\":7}",
                EVENT + "\"state\":\"ACTIVE\",\"baseUrl\":\"no url\"}",
                EVENT + "\"state\":\"ACTIVE\",\"changedAt\":\"yesterday\"}",
                "{\"tenantId\":\"TENANT\",\"version\":99999999999999999999,\"state\":\"ACTIVE\"}",
                "{\"tenantId\":\"somebody-else\",\"version\":1,\"state\":\"ACTIVE\"}",
                "{\"tenantId\":\"a b\",\"version\":1,\"state\":\"ACTIVE\"}",
                "{\"version\":1,\"state\":\"ACTIVE\"}");

        // when
        poison.forEach(value -> tell(Topic.CONNECTIONS, value));
        platform.connected(tenant, coupa.origin(), token(coupa), 25);

        // then
        assertThat(platform.outcome(platform.run(tenant, RunMode.FULL), SOON).type())
                .isEqualTo(Type.COMPLETED);
        assertBuried(Topic.CONNECTIONS.deadLetter(), poison);
    }

    @Test
    void in_tokens_holds_up_no_token() {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(3));
        String token = "{\"tenantId\":\"TENANT\",\"tokenVersion\":1,\"task\":\"APPLICATION_ROSTER\",";
        String issued =
                token + "\"status\":\"ISSUED\",\"baseUrl\":\"https://acme.coupahost.com\",\"sealedToken\":\"x\","
                        + "\"usableFrom\":\"2026-01-01T00:00:00Z\",\"expiresAt\":\"2026-01-02T00:00:00Z\",";
        List<String> poison = List.of(
                "",
                "{",
                "null",
                "[1]",
                DEEP,
                token + "\"status\":\"ISSUED\"}",
                token + "\"status\":null}",
                issued + "\"requestCeiling\":0}",
                issued + "\"requestCeiling\":26}",
                issued.replace("APPLICATION_ROSTER", "EXPENSE_DISCOVERY") + "\"requestCeiling\":10}",
                issued.replace("https://acme.coupahost.com", "no url") + "\"requestCeiling\":10}",
                issued.replace("TENANT", "somebody-else") + "\"requestCeiling\":10}");

        // when
        poison.forEach(value -> tell(ApplicationRoster.TASK.tokenTopic(), value));
        platform.connected(tenant, coupa.origin(), token(coupa), 25);

        // then
        assertThat(platform.outcome(platform.run(tenant, RunMode.FULL), SOON).type())
                .isEqualTo(Type.COMPLETED);
        assertBuried(ApplicationRoster.TASK.tokenTopic().deadLetter(), poison);
    }

    /** They can be read, and what they say is odd: they hold up nobody, and the next version takes effect. */
    @Test
    void in_events_that_can_be_read_holds_up_nobody_either() {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(3));
        String task = ApplicationRoster.TASK.name();
        List<String> odd = List.of(
                "{\"state\":\"ACTIVE\",\"message\":\"\\u0000\\ud800\"}",
                "{\"state\":\"ACTIVE\",\"tasks\":{\"" + task + "\":null}}",
                "{\"state\":\"ACTIVE\",\"tasks\":{\"" + task + "\":{}}}",
                "{\"state\":\"ACTIVE\",\"tasks\":{\"" + task + "\":{\"verdict\":\"LATER\"}}}",
                "{\"state\":\"ACTIVE\",\"message\":\"" + "x".repeat(900_000) + "\"}",
                "{\"state\":\"OF_ANOTHER_VERSION\"}",
                "{\"state\":\"REAUTHORIZATION_REQUIRED\"}");
        for (int i = 0; i < odd.size(); i++) {
            String version = EVENT.replace("\"version\":1", "\"version\":" + (i - odd.size()));
            tell(Topic.CONNECTIONS, version + odd.get(i).substring(1));
        }

        // when
        platform.connected(tenant, coupa.origin(), token(coupa), 25);

        // then
        assertThat(platform.outcome(platform.run(tenant, RunMode.FULL), SOON).type())
                .isEqualTo(Type.COMPLETED);
        assertBuried(Topic.CONNECTIONS.deadLetter(), List.of());
    }

    /** In one batch with good ones: which one the database refuses is found out. */
    @Test
    void in_events_that_the_database_refuses_holds_up_no_event() {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(3));
        String refused = EVENT + "\"state\":\"ACTIVE\",\"message\":\"refused\"}";
        atConnectionOfTenant(
                "if new.event like '%refused%' then raise exception 'refused' using errcode = '22021'; end if");

        // when
        tell(Topic.CONNECTIONS, refused);
        platform.connected(tenant, coupa.origin(), token(coupa), 25);

        // then
        assertThat(platform.outcome(platform.run(tenant, RunMode.FULL), SOON).type())
                .isEqualTo(Type.COMPLETED);
        assertBuried(Topic.CONNECTIONS.deadLetter(), List.of(refused));
    }

    @Test
    void shows_how_long_the_projection_has_stood_before_an_event_and_not_moved() {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(3));
        atConnectionOfTenant("raise exception 'refused by a test'");
        platform.connected(tenant, coupa.origin(), token(coupa), 25);

        // when
        await().atMost(SOON).until(() -> stalledSeconds() > 1);
        atConnectionOfTenant("null");

        // then
        await().atMost(SOON).until(() -> stalledSeconds() == 0);
        assertThat(platform.outcome(platform.run(tenant, RunMode.FULL), SOON).type())
                .isEqualTo(Type.COMPLETED);
    }

    @AfterEach
    void letTheDatabaseTakeEverything() {
        database.update("drop function if exists at_connection() cascade");
    }

    private void atConnectionOfTenant(String statement) {
        database.update("create or replace function at_connection() returns trigger language plpgsql as $$ begin "
                + statement + "; return new; end $$");
        database.update("create or replace trigger at_connection before insert on connection for each row"
                + " when (new.tenant = '" + tenant + "') execute function at_connection()");
    }

    private double stalledSeconds() {
        return metrics.get("coupabridge.consumer.stalled")
                .tag("consumer", "projection")
                .gauge()
                .value();
    }

    private void send(Topic topic, String value) {
        platform.raw(topic, key(tenant), bytes(value));
    }

    /** As token-service would: unsigned, nothing of it would be looked at. */
    private void tell(Topic topic, String value) {
        platform.event(topic, tenant, bytes(value));
    }

    private byte[] bytes(String value) {
        return value.replace("TENANT", tenant.value()).getBytes(StandardCharsets.UTF_8);
    }

    private void assertBuried(Topic deadLetters, List<String> poison) {
        List<TopicRecord> letters = TopicReader.readAll(bootstrapServers, deadLetters).stream()
                .filter(letter -> tenant.value().equals(letter.key()))
                .toList();
        assertThat(letters)
                .extracting(TopicRecord::value)
                .containsExactlyElementsOf(poison.stream().map(this::bytes).toList());
        assertThat(letters)
                .allSatisfy(letter -> assertThat(letter.header(MessageHeaders.DEAD_LETTER_REASON))
                        .isNotBlank())
                .allSatisfy(letter ->
                        assertThat(letter.header("__smallrye_generationId")).isNull());
    }

    private static byte[] key(TenantId tenant) {
        return tenant.value().getBytes(StandardCharsets.UTF_8);
    }
}
