package io.coupabridge.token.erasure;

import static io.coupabridge.token.scenario.Operator.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.ErasedTopic;
import io.coupabridge.contracts.ErasedTopic.Kind;
import io.coupabridge.contracts.ErasureReceipt;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantErased;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.contracts.Topic;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.testing.TestTokens;
import io.coupabridge.testing.TopicRecord;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Stored;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.coupabridge.token.scenario.Workers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** token-service erases a tenant: its own part at once, the topics when the task services are done, and then the receipt. */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class ErasureIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final List<Task> TASKS = List.of(ApplicationRoster.TASK, ExpenseDiscovery.TASK);

    @Inject
    Stored stored;

    private final Tenant tenant = new Tenant();

    /** So that its tokens are not renewed whenever a later test moves the clock. */
    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    @Test
    void secret_and_tokens_are_gone_at_once_and_the_task_services_are_told() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connected(coupa);
        String named = as("m.okafor");
        RestAssured.given()
                .auth()
                .oauth2(named)
                .delete(path(), tenant.id())
                .then()
                .statusCode(204);
        tenant.connected(coupa);
        stored.addOldTrail(tenant.id(), "m.okafor");

        // when
        Response begun = erase();
        RestAssured.given()
                .auth()
                .oauth2(named)
                .delete("/api/v1/tenants/{id}?erase=true", tenant.id())
                .then()
                .statusCode(403);

        // then
        await().atMost(SOON)
                .until(() -> tenant.audit().getList("entries.action").contains("REQUEST_REFUSED"));
        assertThat(begun.statusCode()).as(begun.asString()).isEqualTo(202);
        assertThat(begun.jsonPath().getList("waitsFor"))
                .containsExactlyInAnyOrder("APPLICATION_ROSTER", "EXPENSE_DISCOVERY");
        long version = begun.jsonPath().getLong("version");
        ConnectionEvent event = tenant.awaitConnectionEvent(one -> one.version() == version);
        assertThat(event.state()).isEqualTo(ConnectionState.DISCONNECTED);
        assertThat(event.cause()).isEqualTo("ERASED");
        assertThat(event.erasedVersion()).isEqualTo(version);
        assertThat(event.baseUrl()).isNull();
        assertThat(event.clientId()).isNull();
        TASKS.forEach(task -> tenant.awaitTokenEvents(task, TokenEvent.Status.REVOKED, 2));
        assertThat(stored.sealedCredential(tenant.id())).isNull();
        assertThat(rowsOfTheTenant()).doesNotContain("m.okafor");
        assertThat(tenant.read().getString("baseUrl")).isNull();
        assertThat(tenant.read().getString("clientId")).isNull();
        assertThat(tenant.audit().getList("entries.action")).contains("ORIGINS_ERASED", "ERASURE_REQUESTED");
        assertThat(tenant.audit().getList("entries.subject")).containsOnly("a-test-operator", null);
    }

    @Test
    void the_receipt_comes_when_all_services_are_done_and_the_topics_forget_the_tenant() {
        // given
        tenant.connected(Coupas.withClient());
        long version = erase().jsonPath().getLong("version");
        done(ApplicationRoster.TASK, version, 12);
        done(ApplicationRoster.TASK, version, 12);
        await().atMost(SOON)
                .until(() -> tenant.audit().getList("entries.action").contains("TASK_ERASED"));
        assertThat(receipts()).isEmpty();
        assertThat(stored.scheduledWithin(tenant.id(), Duration.ofMinutes(2)))
                .as("an answer that wakes nobody is found soon")
                .isTrue();

        // when
        done(ExpenseDiscovery.TASK, version, 34);

        // then
        await().atMost(SOON).until(() -> !receipts().isEmpty());
        ErasureReceipt receipt = receipts().get(0);
        assertThat(receipts()).hasSize(1);
        assertThat(receipt.version()).isEqualTo(version);
        assertThat(receipt.topics())
                .extracting(ErasedTopic::topic, ErasedTopic::keys)
                .contains(
                        tuple("coupa.roster.users", 12L),
                        tuple("coupa.expense.lines", 34L),
                        tuple("coupa.connections", 1L),
                        tuple("coupa.tokens.roster", 1L),
                        tuple("coupa.tokens.expense", 1L));
        assertThat(receipt.goneBy())
                .as("the latest that any service says")
                .isAfter(Instant.now().plus(Duration.ofDays(41)));
        assertThat(last(Topic.CONNECTIONS).value()).isNull();
        TASKS.forEach(task -> assertThat(last(task.tokenTopic()).value()).isNull());
        assertThat(tenant.audit().getList("entries.action")).contains("TENANT_ERASED");
    }

    @Test
    void an_erasure_that_breaks_off_ends_the_same() {
        // given
        tenant.connected(Coupas.withClient());
        long version = erase().jsonPath().getLong("version");
        stored.refuseReceipts(tenant.id());
        TASKS.forEach(task -> done(task, version, 1));
        await().atMost(SOON).until(() -> stored.refusedReceipts() >= 2);
        assertThat(last(Topic.CONNECTIONS).value()).isNotNull();

        // when
        stored.takeReceipts();

        // then
        await().atMost(SOON).until(() -> !receipts().isEmpty());
        assertThat(receipts()).hasSize(1);
        assertThat(last(Topic.CONNECTIONS).value()).isNull();
    }

    @Test
    void a_repeated_erasure_ends_in_one_receipt_and_the_tenant_may_be_connected_anew() {
        // given
        tenant.connected(Coupas.withClient());
        long first = erase().jsonPath().getLong("version");
        TASKS.forEach(task -> done(task, first - 1, 7));

        // when
        long second = erase().jsonPath().getLong("version");
        TASKS.forEach(task -> done(task, first, 7));
        TASKS.forEach(task -> done(task, second, 9));

        // then
        await().atMost(SOON).until(() -> !receipts().isEmpty());
        assertThat(receipts()).extracting(ErasureReceipt::version).containsExactly(second);

        // when
        tenant.connect(Coupas.withClient()).then().statusCode(200);

        // then
        assertThat(tenant.state()).isEqualTo("ACTIVE");
        ConnectionEvent anew = tenant.awaitConnectionEvent(
                event -> event.state() == ConnectionState.ACTIVE && event.version() > second);
        assertThat(anew.erasedVersion()).isEqualTo(second);
    }

    @Test
    void a_tenant_that_is_connected_anew_meanwhile_keeps_its_new_connection() {
        // given
        tenant.connected(Coupas.withClient());
        long version = erase().jsonPath().getLong("version");
        tenant.connected(Coupas.withClient());

        // when
        TASKS.forEach(task -> done(task, version, 1));

        // then
        await().atMost(SOON).until(() -> !receipts().isEmpty());
        assertThat(tenant.state()).isEqualTo("ACTIVE");
        assertThat(last(Topic.CONNECTIONS).value()).isNotNull();
        assertThat(receipts().get(0).topics())
                .filteredOn(topic -> topic.topic().equals("coupa.connections"))
                .extracting(ErasedTopic::keys)
                .containsExactly(0L);
    }

    @Test
    void only_an_operator_erases_a_tenant_that_is_known_and_says_so() {
        assertThat(RestAssured.given()
                        .auth()
                        .oauth2(TestTokens.shared().of("platform"))
                        .delete("/api/v1/tenants/{id}?erase=true", tenant.id())
                        .statusCode())
                .isEqualTo(403);
        assertThat(erase().statusCode()).isEqualTo(404);
        assertThat(given().delete("/api/v1/tenants/{id}", tenant.id()).statusCode())
                .isEqualTo(400);
        assertThat(given().delete("/api/v1/tenants/{id}?erase=false", tenant.id())
                        .statusCode())
                .isEqualTo(400);
    }

    private Response erase() {
        return given().delete("/api/v1/tenants/{id}?erase=true", tenant.id());
    }

    private static String path() {
        return "/api/v1/tenants/{tenant}/connection";
    }

    private String as(String subject) {
        return TestTokens.shared()
                .with(Map.of("sub", subject, "roles", List.of("integration-admin"), "tenants", tenant.id()));
    }

    /** What a task service tells when it has erased the tenant. */
    private void done(Task task, long version, long records) {
        Instant goneBy = Instant.now().plus(Duration.ofDays(8));
        ErasedTopic topic = new ErasedTopic(task.recordTopic().topicName(), Kind.TOMBSTONED, records, goneBy);
        // both tell of it, and the one with more records later
        ErasedTopic shared =
                new ErasedTopic("coupa.task-events", Kind.EXPIRES, 0, goneBy.plus(Duration.ofDays(records)));
        Workers.erased(new TenantErased(tenant.tenantId(), task, version, List.of(topic, shared), Instant.now()));
    }

    private List<ErasureReceipt> receipts() {
        return tenant.records(Topic.ERASURES).stream()
                .map(record -> record.as(ErasureReceipt.class))
                .toList();
    }

    private TopicRecord last(Topic topic) {
        List<TopicRecord> records = tenant.records(topic);
        return records.get(records.size() - 1);
    }

    private String rowsOfTheTenant() {
        return stored.everything()
                .lines()
                .filter(row -> row.contains(tenant.id()))
                .reduce("", (all, row) -> all + row + "\n");
    }
}
