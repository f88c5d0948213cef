package io.coupabridge.token.connecting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.budget.RequestBudget;
import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.simulator.fault.FaultRule;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TestClock;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class CoupaOutageIT {

    @Inject
    TestClock clock;

    @Inject
    RequestBudget budget;

    private final Tenant tenant = new Tenant();

    /** So that its tokens are not renewed whenever a later test moves the clock. */
    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    static Stream<Arguments> troublesOfTheTokenEndpoint() {
        return Stream.of(
                Arguments.of("503 with a page", Fault.unavailable(), "TOKEN_ENDPOINT_UNAVAILABLE"),
                Arguments.of("a maintenance page", Fault.maintenancePage(), "UNEXPECTED_ANSWER"),
                Arguments.of("a hang", Fault.hang(Duration.ofSeconds(30)), "TOKEN_ENDPOINT_UNREACHABLE"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("troublesOfTheTokenEndpoint")
    void is_degraded_by_an_outage_and_active_again_after_it(String name, Fault fault, String reason) {
        // given
        CoupaInstance coupa = Coupas.withClient();
        FaultRule outage = coupa.faults().allGrants(fault);

        // when
        Response answer = tenant.connect(coupa);

        // then
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(answer.jsonPath().getString("state")).isEqualTo("DEGRADED");
        assertThat(answer.jsonPath().getString("reason")).isEqualTo(reason);
        outage.remove();
        clock.advance(Duration.ofMinutes(1));
        await().atMost(Duration.ofSeconds(30)).until(() -> tenant.state().equals("ACTIVE"));
        tenant.awaitConnectionEvent(e -> e.state() == ConnectionState.ACTIVE);
        assertThat(tenant.connectionEvents())
                .extracting(ConnectionEvent::state)
                .containsExactly(ConnectionState.PENDING, ConnectionState.DEGRADED, ConnectionState.ACTIVE);
        tenant.awaitTokenEvent(ApplicationRoster.TASK, t -> true);
    }

    @Test
    void asks_once_more_before_a_single_bad_answer_becomes_a_verdict() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        coupa.faults().nextGrants(1, Fault.maintenancePage());

        // when
        JsonPath answer = tenant.connect(coupa).jsonPath();

        // then
        assertThat(answer.getString("state")).isEqualTo("ACTIVE");
        tenant.awaitConnectionEvent(e -> e.state() == ConnectionState.ACTIVE);
        assertThat(tenant.connectionEvents()).hasSize(2);
    }

    @Test
    void is_degraded_while_the_api_does_not_work_and_keeps_its_token_for_when_it_does() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        FaultRule outage =
                coupa.faults().inject(FaultRule.of(Fault.status(502).html()).onPath("/api/expense_lines"));

        // when
        JsonPath answer = tenant.connect(coupa).jsonPath();

        // then
        assertThat(answer.getString("state")).isEqualTo("DEGRADED");
        assertThat(answer.getString("tasks.APPLICATION_ROSTER.verdict")).isEqualTo("GRANTED");
        assertThat(answer.getString("tasks.EXPENSE_DISCOVERY.verdict")).isEqualTo("UNKNOWN");
        tenant.awaitTokenEvent(ApplicationRoster.TASK, t -> true);
        outage.remove();
        clock.advance(Duration.ofMinutes(1));
        await().atMost(Duration.ofSeconds(30)).until(() -> tenant.state().equals("ACTIVE"));
        assertThat(coupa.log().grantCount()).as("one grant per task").isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"7\"", "-7", ""})
    void is_active_although_the_first_record_of_a_list_has_an_odd_id(String json) {
        // given
        CoupaInstance coupa = Coupas.withClient();
        coupa.faults().always(Fault.oddId(coupa.data().users().ids().get(0), json));

        // when
        tenant.connect(coupa);

        // then, though on a full machine after the answer
        await().atMost(Duration.ofSeconds(30)).until(() -> tenant.state().equals("ACTIVE"));
        assertThat(tenant.read().getString("tasks.APPLICATION_ROSTER.verdict")).isEqualTo("GRANTED");
        tenant.awaitConnectionEvent(e -> e.state() == ConnectionState.ACTIVE);
        assertThat(tenant.connectionEvents())
                .extracting(ConnectionEvent::state)
                .containsExactly(ConnectionState.PENDING, ConnectionState.ACTIVE);
    }

    @Test
    void answers_202_in_time_while_verification_goes_on_and_reads_show_the_verdict_later() {
        // given a host that has asked everybody to wait
        CoupaInstance coupa = Coupas.withClient();
        String hostKey = new BaseUrl(coupa.origin()).hostKey();
        budget.throttled(hostKey, Optional.of(Duration.ofSeconds(12)));

        // when
        Response answer = tenant.connect(coupa);

        // then
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.jsonPath().getString("state")).isEqualTo("PENDING");
        assertThat(answer.jsonPath().getBoolean("verifying")).isTrue();
        assertThat(coupa.log().totalCount()).as("nothing is sent meanwhile").isZero();
        await().atMost(Duration.ofSeconds(30)).until(() -> tenant.state().equals("ACTIVE"));
        tenant.awaitConnectionEvent(e -> e.state() == ConnectionState.ACTIVE);
        assertThat(tenant.connectionEvents()).hasSize(2);
    }
}
