package io.coupabridge.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.contracts.Topic;
import io.coupabridge.runtime.json.Json;
import io.coupabridge.runtime.ledger.Database;
import io.coupabridge.secrets.KeysetFile;
import io.coupabridge.secrets.Sealer;
import io.coupabridge.secrets.Secret;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.log.LoggedRequest;
import io.coupabridge.testing.TopicReader;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes in or lies there damaged: a clear word that names it, nobody else affected, nothing lost. */
@QuarkusTest
class BadInputIT extends RuntimeTest {

    private static final int USERS = 140;

    private final TenantId neighbour = new TenantId("n-" + UUID.randomUUID());

    @Inject
    Database database;

    @Test
    void goes_on_from_a_checkpoint_that_an_older_version_wrote() throws Exception {
        // given
        CoupaInstance coupa = connectedCoupa(users());
        UUID command = runUntilItsTokenIsRevoked(coupa);
        ObjectNode position = (ObjectNode) Json.MAPPER.readTree(stored("position", command));
        position.remove(List.of("observations", "rejections", "earlyRefusals", "failures", "toldAt"));
        store("position", command, position.put("ofAnotherVersion", "x").toString());
        int callsBefore = (int) coupa.log().apiCount();

        // when
        platform.token(tenant, 2, token(coupa), coupa.origin(), 25, usableForAMinute());
        TaskEvent outcome = platform.outcome(command, SOON);

        // then
        assertThat(outcome.type()).isEqualTo(Type.COMPLETED);
        assertThat(publishedIds()).doesNotHaveDuplicates().hasSize(USERS);
        List<LoggedRequest> calls = coupa.log().apiRequests();
        assertThat(calls.subList(callsBefore, calls.size()))
                .extracting(request -> request.query("id[gt]").orElse(""))
                .contains("50", "100")
                .doesNotContain("0");
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "position | not JSON",
                "position | null",
                "position | {\"pass\":7,\"remaining\":[],\"watermark\":\"2026-01-01T00:00:00Z\"}",
                "position | {\"pass\":-1}",
                "position | {\"pass\":0,\"remaining\":[{\"after\":50,\"upTo\":10}]}",
                "position | {\"pass\":0,\"remaining\":[{\"after\":-5,\"upTo\":10}]}",
                "progress | {\"pages\":\"many\"}",
                "progress | null",
                "waiting  | [",
                "receipt  | [",
                "failure  | [",
                "state    | OF_ANOTHER_VERSION",
                "mode     | OF_ANOTHER_VERSION"
            })
    void ends_a_run_whose_row_is_damaged_and_goes_on_with_the_next(String column, String damage) {
        // given
        CoupaInstance coupa = connectedCoupa(users());
        UUID damaged = runUntilItsTokenIsRevoked(coupa);
        store(column, damaged, damage);

        // when
        UUID neighbours = startNeighboursRun(coupa);
        platform.token(tenant, 2, token(coupa), coupa.origin(), 25, usableForAMinute());
        TaskEvent outcome = platform.outcome(damaged, SOON);
        Type next = platform.outcome(platform.run(tenant, RunMode.FULL), SOON).type();

        // then
        assertThat(outcome.failure()).as("%s", outcome).isNotNull();
        assertThat(outcome.failure().code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(outcome.failure().message()).contains("checkpoint");
        assertThat(next).isEqualTo(Type.COMPLETED);
        assertThat(publishedIds()).doesNotHaveDuplicates().hasSize(USERS);
        assertThat(platform.outcome(neighbours, SOON).type()).isEqualTo(Type.COMPLETED);
    }

    @Test
    void waits_with_a_token_that_does_not_open_and_says_so(@TempDir Path directory) {
        // given
        CoupaInstance coupa = coupa(users());
        Path otherKeys = directory.resolve("other-keys.json");
        KeysetFile.create(otherKeys);
        connectWith(coupa, tokenOf(tenant, coupa, Sealer.fromKeysetFile(otherKeys)));

        // when
        UUID command = platform.run(tenant, RunMode.FULL);
        TaskEvent waiting = platform.awaitWait(command, WaitReason.TOKEN_PENDING, SOON);

        // then
        assertWaitsForKeys(waiting, coupa);
        assertThat(platform.outcome(startNeighboursRun(coupa), SOON).type()).isEqualTo(Type.COMPLETED);
        assertCompletesWithAGoodToken(command, coupa);
    }

    @Test
    void does_not_use_a_token_that_was_sealed_for_another_tenant() {
        // given
        CoupaInstance coupa = coupa(users());
        TokenEvent stolen = tokenOf(neighbour, coupa, Sealer.fromKeysetFile(keyset));
        connectWith(coupa, copyFor(tenant, stolen));

        // when
        UUID command = platform.run(tenant, RunMode.FULL);
        TaskEvent waiting = platform.awaitWait(command, WaitReason.TOKEN_PENDING, SOON);

        // then
        assertWaitsForKeys(waiting, coupa);
        assertCompletesWithAGoodToken(command, coupa);
    }

    @Test
    void buries_a_token_of_another_tenant_under_this_tenants_key() {
        // given
        CoupaInstance coupa = coupa(users());
        connectWith(coupa, tokenOf(neighbour, coupa, Sealer.fromKeysetFile(keyset)));

        // when
        UUID command = platform.run(tenant, RunMode.FULL);
        TaskEvent waiting = platform.awaitWait(command, WaitReason.TOKEN_PENDING, SOON);

        // then
        assertThat(TopicReader.readAll(
                        bootstrapServers, ApplicationRoster.TASK.tokenTopic().deadLetter()))
                .filteredOn(letter -> tenant.value().equals(letter.key()))
                .singleElement()
                .satisfies(letter -> assertThat(letter.header(MessageHeaders.DEAD_LETTER_REASON))
                        .contains("another tenant"));
        assertThat(coupa.log().apiCount()).isZero();
        assertCompletesWithAGoodToken(command, coupa);
    }

    @Test
    void reads_events_with_fields_that_it_does_not_know() {
        // given
        CoupaInstance coupa = coupa(users());
        UUID command = UUID.randomUUID();
        ObjectNode task =
                Json.MAPPER.createObjectNode().put("verdict", "GRANTED").put("message", "All is well.");
        ObjectNode connection = Json.MAPPER
                .createObjectNode()
                .put("tenantId", tenant.value())
                .put("version", 1)
                .put("state", "ACTIVE")
                .put("requestCeiling", 25)
                .put("baseUrl", coupa.origin().toString());
        connection
                .putObject("tasks")
                .<ObjectNode>set(ApplicationRoster.TASK.name(), task.put("unknown", 1))
                .set("A_TASK_OF_LATER", task);
        ObjectNode token = Json.MAPPER.valueToTree(tokenOf(tenant, coupa, Sealer.fromKeysetFile(keyset)));
        ObjectNode run = Json.MAPPER
                .createObjectNode()
                .put("commandId", command.toString())
                .put("tenantId", tenant.value())
                .put("task", ApplicationRoster.TASK.name())
                .put("mode", "FULL");

        // when
        send(Topic.CONNECTIONS, withUnknownFields(connection));
        send(ApplicationRoster.TASK.tokenTopic(), withUnknownFields(token));
        send(ApplicationRoster.TASK.commandTopic(), withUnknownFields(run));

        // then
        assertThat(platform.outcome(command, SOON).type()).isEqualTo(Type.COMPLETED);
        assertThat(publishedIds()).doesNotHaveDuplicates().hasSize(USERS);
    }

    private static InstanceSpec users() {
        return InstanceSpec.defaults()
                .users(USERS)
                .expenseLines(0)
                .firstIds(1, 1, 1)
                .idGap(1);
    }

    /** Its first page is settled, and it waits for another token. */
    private UUID runUntilItsTokenIsRevoked(CoupaInstance coupa) {
        AtomicBoolean revoked = new AtomicBoolean();
        coupa.onRequest(request -> {
            if (request.query("id[gt]").orElse("").equals("50") && !revoked.getAndSet(true)) {
                coupa.tokens().revokeAll();
            }
        });
        UUID command = platform.run(tenant, RunMode.FULL);
        platform.awaitWait(command, WaitReason.TOKEN_REJECTED, SOON);
        // the worker tells that it waits before it has written its last word into the row
        await().atMost(SOON).until(() -> !isWorked(tenant));
        return command;
    }

    private boolean isWorked(TenantId anyTenant) {
        return database.one(
                        "select bool_or(picked) from scheduled_tasks where task_instance = ?",
                        row -> row.getBoolean(1),
                        anyTenant.value())
                .orElseThrow();
    }

    private UUID startNeighboursRun(CoupaInstance coupa) {
        platform.connected(neighbour, coupa.origin(), token(coupa), 25);
        return platform.run(neighbour, RunMode.FULL);
    }

    private void connectWith(CoupaInstance coupa, TokenEvent token) {
        platform.connection(tenant, 1, ConnectionState.ACTIVE, Verdict.GRANTED, "All is well.", coupa.origin());
        send(ApplicationRoster.TASK.tokenTopic(), Json.MAPPER.valueToTree(token));
    }

    private TokenEvent tokenOf(TenantId owner, CoupaInstance coupa, Sealer sealer) {
        Instant usableFrom = usableForAMinute();
        TokenEvent event = new TokenEvent(
                TokenEvent.Status.ISSUED,
                owner,
                ApplicationRoster.TASK,
                1,
                1,
                coupa.origin(),
                usableFrom,
                usableFrom.plus(Duration.ofDays(1)),
                25,
                null);
        return event.withSealedToken(sealer.seal(Secret.of(token(coupa)), event.associatedData()));
    }

    private static TokenEvent copyFor(TenantId other, TokenEvent token) {
        return new TokenEvent(
                token.status(),
                other,
                token.task(),
                token.tokenVersion(),
                token.connectionVersion(),
                token.baseUrl(),
                token.usableFrom(),
                token.expiresAt(),
                token.requestCeiling(),
                token.sealedToken());
    }

    private static void assertWaitsForKeys(TaskEvent waiting, CoupaInstance coupa) {
        assertThat(waiting.waiting().message()).contains("does not open").contains("keyset");
        assertThat(coupa.log().apiCount()).isZero();
    }

    private void assertCompletesWithAGoodToken(UUID command, CoupaInstance coupa) {
        platform.token(tenant, 2, token(coupa), coupa.origin(), 25, usableForAMinute());
        assertThat(platform.outcome(command, SOON).type()).isEqualTo(Type.COMPLETED);
        assertThat(publishedIds()).doesNotHaveDuplicates().hasSize(USERS);
    }

    private static ObjectNode withUnknownFields(ObjectNode event) {
        event.putObject("ofAnotherVersion").putArray("list").add(1);
        return event.put("another", true);
    }

    private void send(Topic topic, ObjectNode event) {
        platform.event(topic, tenant, event.toString().getBytes(StandardCharsets.UTF_8));
    }

    private String stored(String column, UUID command) {
        return database.one("select " + column + " from run where command_id = ?", row -> row.getString(1), command)
                .orElseThrow();
    }

    private void store(String column, UUID command, String value) {
        assertThat(database.update("update run set " + column + " = ? where command_id = ?", value, command))
                .isEqualTo(1);
    }

    private static Instant usableForAMinute() {
        return Instant.now().minusSeconds(60);
    }
}
