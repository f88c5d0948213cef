package io.coupabridge.token.connecting;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.contracts.Topic;
import io.coupabridge.secrets.Sealer;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.testing.TopicRecord;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class ConnectIT {

    @ConfigProperty(name = "coupabridge.keysets.roster-tokens")
    Path rosterKeyset;

    private final Tenant tenant = new Tenant();

    /** So that its tokens are not renewed whenever a later test moves the clock. */
    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    @Test
    void proves_a_connection_when_it_is_saved_and_publishes_the_verified_tokens() {
        // given
        CoupaInstance coupa = Coupas.withClient();

        // when
        Response answer = tenant.connect(coupa);

        // then
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(answer.jsonPath().getString("state")).isEqualTo("ACTIVE");
        assertThat(answer.jsonPath().getString("tasks.APPLICATION_ROSTER.verdict"))
                .isEqualTo("GRANTED");
        assertThat(answer.jsonPath().getString("tasks.EXPENSE_DISCOVERY.verdict"))
                .isEqualTo("GRANTED");
        ConnectionEvent event = tenant.awaitConnectionEvent(e -> e.state() == ConnectionState.ACTIVE);
        assertThat(event.access(ApplicationRoster.TASK).verdict()).isEqualTo(Verdict.GRANTED);
        TokenEvent token = tenant.awaitTokenEvent(ApplicationRoster.TASK, t -> true);
        String opened = Sealer.fromKeysetFile(rosterKeyset)
                .open(token.sealedToken(), token.associatedData())
                .reveal();
        assertThat(coupa.log().apiRequests())
                .filteredOn(r -> r.path().equals("/api/users"))
                .extracting(r -> r.headers().get("authorization"))
                .as("checked, and once more when its sibling was granted")
                .containsExactly("Bearer " + opened, "Bearer " + opened);
        assertThat(coupa.log().grants())
                .extracting(r -> r.grant())
                .containsExactly("client -> core.user.read", "client -> core.expense.read");
    }

    @Test
    void the_event_of_a_saved_connection_has_the_trace_of_its_request_and_every_event_has_one() {
        // given
        String traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        // when
        tenant.connect(Coupas.withClient(), traceparent);
        tenant.awaitConnectionEvent(e -> e.state() == ConnectionState.ACTIVE);
        tenant.awaitTokenEvent(ApplicationRoster.TASK, t -> true);

        // then
        List<TopicRecord> connections = tenant.records(Topic.CONNECTIONS);
        assertThat(connections.get(0).header(MessageHeaders.TRACEPARENT)).isEqualTo(traceparent);
        assertThat(connections).hasSizeGreaterThan(1).allSatisfy(ConnectIT::assertTraced);
        assertThat(tenant.records(ApplicationRoster.TASK.tokenTopic())).allSatisfy(ConnectIT::assertTraced);
    }

    private static void assertTraced(TopicRecord event) {
        assertThat(event.header(MessageHeaders.TRACEPARENT)).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]");
    }

    @Test
    void names_the_missing_scope_and_lets_the_other_task_run() {
        // given
        CoupaInstance coupa = Coupas.withClient(Set.of(Coupas.ROSTER));

        // when
        Response answer = tenant.connect(coupa);

        // then
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(answer.jsonPath().getString("state")).as(answer.asString()).isEqualTo("ACTIVE");
        assertThat(answer.jsonPath().getString("tasks.APPLICATION_ROSTER.verdict"))
                .isEqualTo("GRANTED");
        assertThat(answer.jsonPath().getString("tasks.EXPENSE_DISCOVERY.verdict"))
                .isEqualTo("SCOPE_MISSING");
        assertThat(answer.jsonPath().getString("tasks.EXPENSE_DISCOVERY.message"))
                .contains("core.expense.read")
                .contains("Setup > Integrations > OAuth2/OpenID Connect Clients");
        tenant.awaitTokenEvent(ApplicationRoster.TASK, t -> true);
        assertThat(tenant.tokenEvents(ExpenseDiscovery.TASK)).isEmpty();
    }
}
