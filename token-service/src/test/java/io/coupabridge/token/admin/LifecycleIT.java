package io.coupabridge.token.admin;

import static io.coupabridge.token.scenario.Operator.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.contracts.Topic;
import io.coupabridge.secrets.EventVerifier;
import io.coupabridge.secrets.KeysetFile;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.testing.TopicRecord;
import io.coupabridge.token.mint.Tokens;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Stored;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class LifecycleIT {

    @Inject
    Stored stored;

    @Inject
    Tokens tokens;

    @ConfigProperty(name = "coupabridge.keysets.event-signing")
    Path signing;

    private final Tenant tenant = new Tenant();

    /** So that its tokens are not renewed whenever a later test moves the clock. */
    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    @Test
    void deletes_a_connection_with_its_secret_and_its_tokens() {
        // given
        tenant.connect(Coupas.withClient());

        // when
        Response answer = tenant.delete();

        // then
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(tenant.state()).isEqualTo("DISCONNECTED");
        assertThat(stored.sealedCredential(tenant.id())).isNull();
        tenant.awaitConnectionEvent(e -> e.state() == ConnectionState.DISCONNECTED);
        for (Task task : Task.all()) {
            TokenEvent revoked = tenant.awaitTokenEvent(task, t -> t.status() == TokenEvent.Status.REVOKED);
            assertThat(revoked.tokenVersion()).isEqualTo(2);
            assertThat(revoked.sealedToken()).isNull();
        }
        assertThat(tenant.verify().statusCode()).isEqualTo(409);
    }

    @Test
    void deleting_again_changes_nothing_and_publishes_it_anew() {
        // given
        tenant.connect(Coupas.withClient());
        tenant.delete();
        long version = tenant.read().getLong("version");

        // when
        Response answer = tenant.delete();

        // then
        assertThat(answer.statusCode()).isEqualTo(204);
        ConnectionEvent anew = tenant.awaitConnectionEvent(e -> e.version() > version);
        assertThat(anew.state()).isEqualTo(ConnectionState.DISCONNECTED);
        for (Task task : Task.all()) {
            tenant.awaitTokenEvents(task, TokenEvent.Status.REVOKED, 2);
            assertThat(tenant.tokenEvents(task))
                    .extracting(TokenEvent::tokenVersion)
                    .containsExactly(1L, 2L, 2L);
        }
        assertThat(tenant.audit().<String>getList("entries.action")).containsOnlyOnce("CONNECTION_DELETED");
    }

    @Test
    void goes_on_counting_versions_after_deletion() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa);
        tenant.delete();
        long version = tenant.read().getLong("version");

        // when
        JsonPath answer = tenant.connect(coupa).jsonPath();

        // then
        assertThat(answer.getString("state")).isEqualTo("ACTIVE");
        assertThat(answer.getLong("version")).isGreaterThan(version);
        TokenEvent token = tenant.awaitTokenEvent(ApplicationRoster.TASK, t -> t.tokenVersion() == 3);
        assertThat(token.status()).isEqualTo(TokenEvent.Status.ISSUED);
    }

    @Test
    void keeps_the_secret_while_address_and_client_stay_the_same() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa);

        // when
        Response same = tenant.put(Map.of("baseUrl", coupa.origin().toString(), "clientId", "client"));
        Response otherClient = tenant.put(Map.of("baseUrl", coupa.origin().toString(), "clientId", "other"));
        Response otherHost = tenant.put(Map.of("baseUrl", "https://acme.coupahost.com", "clientId", "client"));

        // then
        assertThat(same.jsonPath().getString("state")).isEqualTo("ACTIVE");
        assertThat(otherClient.jsonPath().getList("violations.field")).containsExactly("clientSecret");
        assertThat(otherHost.jsonPath().getList("violations.field")).containsExactly("clientSecret");
    }

    @Test
    void takes_the_tokens_back_when_the_connection_moves_to_another_host() {
        // given
        tenant.connect(Coupas.withClient());
        CoupaInstance other = Coupas.withClient();

        // when
        JsonPath answer = tenant.connect(other).jsonPath();

        // then
        assertThat(answer.getString("state")).isEqualTo("ACTIVE");
        tenant.awaitTokenEvent(
                ApplicationRoster.TASK,
                t -> t.tokenVersion() == 3 && t.baseUrl().equals(other.origin()));
        assertThat(tenant.tokenEvents(ApplicationRoster.TASK))
                .extracting(TokenEvent::status)
                .containsExactly(TokenEvent.Status.ISSUED, TokenEvent.Status.REVOKED, TokenEvent.Status.ISSUED);
    }

    @Test
    void tells_readers_of_a_new_ceiling_without_a_new_token() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa);

        // when
        Response answer = tenant.setCeiling(20);

        // then
        assertThat(answer.statusCode()).isEqualTo(200);
        tenant.awaitConnectionEvent(e -> e.requestCeiling() == 20);
        TokenEvent token = tenant.awaitTokenEvent(ApplicationRoster.TASK, t -> t.requestCeiling() == 20);
        assertThat(token.tokenVersion()).isEqualTo(1);
        assertThat(coupa.log().grantCount()).isEqualTo(2);
    }

    @Test
    void takes_a_ceiling_before_the_connection() {
        // given
        tenant.setCeiling(7);

        // when
        JsonPath answer = tenant.connect(Coupas.withClient()).jsonPath();

        // then
        assertThat(answer.getInt("requestCeiling")).isEqualTo(7);
        tenant.awaitTokenEvent(ExpenseDiscovery.TASK, t -> t.requestCeiling() == 7);
    }

    @Test
    void lists_connections_by_state_in_pages() {
        // given
        List<String> ids = new ArrayList<>();
        CoupaInstance coupa = Coupas.withClient();
        for (int i = 0; i < 3; i++) {
            Tenant refused = new Tenant();
            refused.connect(coupa, "client", "not the secret");
            ids.add(refused.id());
        }

        // when
        List<String> listed = new ArrayList<>();
        String after = "";
        do {
            JsonPath page = given().queryParam("state", "REAUTHORIZATION_REQUIRED")
                    .queryParam("after", after)
                    .queryParam("limit", 2)
                    .get("/api/v1/connections")
                    .jsonPath();
            listed.addAll(page.getList("connections.tenant"));
            after = page.getString("next");
        } while (after != null);

        // then
        assertThat(listed).containsAll(ids).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void verifying_publishes_the_connection_and_its_tokens_anew() {
        // given
        tenant.connect(Coupas.withClient());
        tenant.awaitConnectionEvent(e -> e.version() == 2);
        tenant.awaitTokenEvent(ApplicationRoster.TASK, t -> t.tokenVersion() == 1);

        // when
        tenant.verify();

        // then
        ConnectionEvent anew = tenant.awaitConnectionEvent(e -> e.version() > 2);
        assertThat(anew.state()).isEqualTo(ConnectionState.ACTIVE);
        assertThat(anew.cause()).isEqualTo("VERIFIED");
        assertThat(tenant.awaitTokenEvent(ApplicationRoster.TASK, t -> t.tokenVersion() > 1)
                        .status())
                .isEqualTo(TokenEvent.Status.ISSUED);
        assertThat(tenant.read().getLong("version")).isEqualTo(anew.version());
    }

    @Test
    void a_verification_that_runs_publishes_anew_for_each_who_asks() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa);
        coupa.faults().nextGrants(2, Fault.delay(Duration.ofMillis(1_500)));
        CompletableFuture<Response> first = CompletableFuture.supplyAsync(tenant::verify);
        await().atMost(Duration.ofSeconds(10)).until(() -> tenant.read().getBoolean("verifying"));
        long version = tenant.read().getLong("version");

        // when
        tenant.verify();

        // then
        assertThat(first.join().statusCode()).isEqualTo(200);
        ConnectionEvent anew = tenant.awaitConnectionEvent(e -> e.version() == version + 1);
        assertThat(anew.cause()).isEqualTo("VERIFIED");
        tenant.awaitTokenEvent(ApplicationRoster.TASK, t -> t.tokenVersion() == 2);
        assertThat(tenant.tokenEvents(ApplicationRoster.TASK))
                .extracting(TokenEvent::tokenVersion)
                .containsExactly(1L, 1L, 1L, 2L);
        assertThat(coupa.log().grantCount()).isEqualTo(4);
    }

    @Test
    void after_a_restore_raised_versions_are_verified_as_the_operators_page_says() {
        // given
        tenant.connect(Coupas.withClient());

        // when
        stored.raiseVersions(tenant.id());
        tenant.verify();

        // then
        ConnectionEvent event = tenant.awaitConnectionEvent(e -> e.version() > 1_000_000);
        assertThat(event.state()).isEqualTo(ConnectionState.ACTIVE);
        TokenEvent token = tenant.awaitTokenEvent(ApplicationRoster.TASK, t -> t.tokenVersion() == 1_000_002);
        assertThat(token.status()).isEqualTo(TokenEvent.Status.ISSUED);
        assertThat(tokens.open(tenant.tenantId(), ApplicationRoster.TASK, 1_000_002))
                .isPresent();
        assertThat(tenant.state()).isEqualTo("ACTIVE");
    }

    @Test
    void writes_down_who_did_what() {
        // given
        tenant.setCeiling(5);
        tenant.connect(Coupas.withClient());
        tenant.verify();
        tenant.delete();

        // when
        JsonPath audit = tenant.audit();

        // then
        assertThat(audit.<String>getList("entries.action"))
                .containsSubsequence(
                        "STATE_CHANGED",
                        "CREDENTIAL_ERASED",
                        "TOKEN_REVOKED",
                        "CONNECTION_DELETED",
                        "VERIFICATION_REQUESTED",
                        "STATE_CHANGED",
                        "TOKEN_GRANTED",
                        "STATE_CHANGED",
                        "CREDENTIAL_REPLACED",
                        "CONNECTION_SAVED",
                        "CEILING_SET");
        assertThat(audit.<String>getList("entries.actor")).containsSubsequence("SERVICE", "CALLER");
        assertThat(audit.<String>getList("entries.subject")).contains("a-test-operator");
        assertThat(audit.<String>getList("entries.result")).containsOnly("DONE");
    }

    @Test
    void signs_every_event_for_its_topic_and_tenant(@TempDir Path directory) {
        // given
        tenant.connect(Coupas.withClient());
        tenant.awaitTokenEvent(ApplicationRoster.TASK, t -> true);
        tenant.delete();
        tenant.awaitTokenEvent(ApplicationRoster.TASK, t -> t.status() == TokenEvent.Status.REVOKED);
        Path verification = directory.resolve("event-verification.json");
        KeysetFile.writePublic(signing, verification);

        // when
        EventVerifier verifier = EventVerifier.fromKeysetFile(verification);

        // then
        List<TopicRecord> events = new ArrayList<>(tenant.records(Topic.CONNECTIONS));
        Task.all().forEach(task -> events.addAll(tenant.records(task.tokenTopic())));
        assertThat(events)
                .hasSizeGreaterThanOrEqualTo(6)
                .allSatisfy(event -> assertThat(verifier.verifies(
                                event.header(MessageHeaders.SIGNATURE),
                                event.topic(),
                                tenant.id().getBytes(StandardCharsets.UTF_8),
                                event.value()))
                        .isTrue());
    }

    @Test
    void publishes_events_as_cloud_events_of_the_tenant() {
        // given
        tenant.connect(Coupas.withClient());
        tenant.awaitConnectionEvent(e -> e.state() == ConnectionState.ACTIVE);

        // when
        List<TopicRecord> records = tenant.records(Topic.CONNECTIONS);

        // then
        assertThat(records).extracting(r -> r.header("ce_id")).doesNotHaveDuplicates();
        assertThat(records).allSatisfy(r -> {
            assertThat(r.header("ce_type")).isEqualTo("io.coupabridge.connection-event.v1");
            assertThat(r.header("ce_source")).isEqualTo("/coupa-bridge/token-service");
            assertThat(r.header("ce_subject")).isEqualTo(tenant.id());
            assertThat(r.header("ce_time")).isNotBlank();
            assertThat(r.header("ce_specversion")).isEqualTo("1.0");
        });
        assertThat(tenant.connectionEvents())
                .extracting(ConnectionEvent::version)
                .containsExactly(1L, 2L);
        assertThat(tenant.connectionEvents()).extracting(ConnectionEvent::cause).containsExactly("SAVED", "VERIFIED");
    }
}
