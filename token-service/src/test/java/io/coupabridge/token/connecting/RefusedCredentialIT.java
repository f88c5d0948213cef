package io.coupabridge.token.connecting;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.behaviour.ErrorBody;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.simulator.fault.FaultRule;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class RefusedCredentialIT {

    private final Tenant tenant = new Tenant();

    /** So that its tokens are not renewed whenever a later test moves the clock. */
    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    @ParameterizedTest
    @CsvSource({"401,JSON", "400,JSON", "401,EMPTY", "401,HTML", "401,XML"})
    void asks_for_a_new_secret_after_a_single_call(int status, ErrorBody body) {
        // given
        CoupaInstance coupa = Coupas.withClient();
        coupa.switches().invalidClientStatus(status).oauthErrorBody(body);

        // when
        Response answer = tenant.connect(coupa, "client", "not the secret");

        // then
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(answer.jsonPath().getString("state")).isEqualTo("REAUTHORIZATION_REQUIRED");
        assertThat(answer.jsonPath().getString("reason")).isEqualTo("INVALID_CLIENT");
        assertThat(answer.jsonPath().getString("message")).contains("Client ID").contains("Setup > Integrations");
        assertThat(answer.jsonPath().getString("nextAttemptAt")).isNotNull();
        assertThat(coupa.log().grantCount()).isEqualTo(1);
        assertThat(coupa.log().apiCount()).isZero();
    }

    @Test
    void takes_two_refusals_without_a_reason_for_the_client() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        coupa.switches().invalidClientStatus(400).oauthErrorBody(ErrorBody.EMPTY);

        // when
        JsonPath answer = tenant.connect(coupa, "client", "not the secret").jsonPath();

        // then
        assertThat(answer.getString("reason")).isEqualTo("INVALID_CLIENT");
        assertThat(coupa.log().grantCount()).isEqualTo(2);
    }

    @Test
    void takes_one_refusal_without_a_reason_for_the_scope() {
        // given
        CoupaInstance coupa = Coupas.withClient(Set.of(Coupas.EXPENSE));
        coupa.switches().oauthErrorBody(ErrorBody.EMPTY);

        // when
        JsonPath answer = tenant.connect(coupa).jsonPath();

        // then
        assertThat(answer.getString("state")).isEqualTo("ACTIVE");
        assertThat(answer.getString("tasks.APPLICATION_ROSTER.verdict")).isEqualTo("SCOPE_MISSING");
        assertThat(answer.getString("tasks.EXPENSE_DISCOVERY.verdict")).isEqualTo("GRANTED");
    }

    @Test
    void says_that_the_client_is_of_another_grant_type() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        coupa.clients().forEach(client -> client.allowClientCredentials(false));

        // when
        JsonPath answer = tenant.connect(coupa).jsonPath();

        // then
        assertThat(answer.getString("state")).isEqualTo("REAUTHORIZATION_REQUIRED");
        assertThat(answer.getString("reason")).isEqualTo("GRANT_NOT_ALLOWED");
        assertThat(answer.getString("message")).contains("'Client credentials'");
    }

    /** As Keycloak answers a wrong secret, and oidc-provider a grant that is not allowed. */
    @ParameterizedTest
    @CsvSource({
        "401, unauthorized_client, INVALID_CLIENT, one of them is wrong",
        "400, invalid_request, GRANT_NOT_ALLOWED, Create a client with the grant type 'Client credentials'"
    })
    void reads_an_unusual_answer_as_the_server_means_it(int status, String error, String reason, String words) {
        // given
        CoupaInstance coupa = Coupas.withClient();
        coupa.faults().allGrants(Fault.status(status).text("application/json", "{\"error\":\"" + error + "\"}"));

        // when
        JsonPath answer = tenant.connect(coupa).jsonPath();

        // then
        assertThat(answer.getString("state")).isEqualTo("REAUTHORIZATION_REQUIRED");
        assertThat(answer.getString("reason")).isEqualTo(reason);
        assertThat(answer.getString("message")).contains("(status " + status + ", " + error + ")", words);
    }

    @Test
    void keeps_a_connection_without_any_scope_active_and_says_what_each_task_lacks() {
        // given
        CoupaInstance coupa = Coupas.withClient(Set.of("core.invoice.read"));

        // when
        JsonPath answer = tenant.connect(coupa).jsonPath();

        // then
        assertThat(answer.getString("state")).isEqualTo("ACTIVE");
        assertThat(answer.getString("tasks.APPLICATION_ROSTER.message")).contains("core.user.read");
        assertThat(answer.getString("tasks.EXPENSE_DISCOVERY.message")).contains("core.expense.read");
    }

    @Test
    void is_active_again_once_the_right_secret_is_saved() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa, "client", "not the secret");

        // when
        JsonPath answer = tenant.connect(coupa).jsonPath();

        // then
        assertThat(answer.getString("state")).isEqualTo("ACTIVE");
        ConnectionEvent event = tenant.awaitConnectionEvent(e -> e.state() == ConnectionState.ACTIVE);
        assertThat(event.version()).isEqualTo(answer.getLong("version"));
        assertThat(tenant.connectionEvents())
                .extracting(ConnectionEvent::state)
                .containsExactly(
                        ConnectionState.PENDING,
                        ConnectionState.REAUTHORIZATION_REQUIRED,
                        ConnectionState.PENDING,
                        ConnectionState.ACTIVE);
        tenant.awaitTokenEvent(ExpenseDiscovery.TASK, t -> t.tokenVersion() >= 1);
    }

    @ParameterizedTest
    @CsvSource({"403", "401"})
    void forbids_a_task_whose_token_is_granted_and_refused(int status) {
        // given a Coupa that grants every scope that is asked for and checks it later
        CoupaInstance coupa = Coupas.withClient();
        coupa.faults().inject(FaultRule.of(Fault.status(status)).onPath("/api/expense_reports"));

        // when
        JsonPath answer = tenant.connect(coupa).jsonPath();

        // then
        assertThat(answer.getString("state")).isEqualTo("ACTIVE");
        assertThat(answer.getString("tasks.APPLICATION_ROSTER.verdict")).isEqualTo("GRANTED");
        assertThat(answer.getString("tasks.EXPENSE_DISCOVERY.verdict")).isIn("FORBIDDEN", "SCOPE_MISSING");
        assertThat(answer.getString("tasks.EXPENSE_DISCOVERY.message")).contains("core.expense.read");
    }

    @Test
    void gives_each_token_that_is_seconds_old_two_more_chances() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        coupa.switches().notLiveYet(Duration.ofMillis(550));

        // when
        JsonPath answer = tenant.connect(coupa).jsonPath();

        // then
        assertThat(answer.getString("tasks.APPLICATION_ROSTER.verdict")).isEqualTo("GRANTED");
        assertThat(answer.getString("tasks.EXPENSE_DISCOVERY.verdict"))
                .as("granted when the first was checked, and as young then")
                .isEqualTo("GRANTED");
        assertThat(coupa.log().apiCount(401)).isBetween(1L, 4L);
        assertThat(coupa.log().grantCount()).isEqualTo(2);
    }
}
