package io.coupabridge.token.connecting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.Task;
import io.coupabridge.simulator.CoupaInstance;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class OutageTest {

    private final Tenant tenant = new Tenant();

    static Stream<Arguments> troublesOfTheTokenEndpoint() {
        return Stream.of(
                Arguments.of("503 with a page", Fault.unavailable(), "TOKEN_ENDPOINT_UNAVAILABLE"),
                Arguments.of("500", Fault.status(500), "TOKEN_ENDPOINT_UNAVAILABLE"),
                Arguments.of("a maintenance page", Fault.maintenancePage(), "UNEXPECTED_ANSWER"),
                Arguments.of("an error object with 200", Fault.errorObject(), "UNEXPECTED_ANSWER"),
                Arguments.of("200 without a body", Fault.status(200).empty(), "UNEXPECTED_ANSWER"),
                Arguments.of("404", Fault.status(404).html(), "UNEXPECTED_ANSWER"),
                Arguments.of("a redirect", Fault.redirect("http://127.0.0.1:1/login"), "UNEXPECTED_ANSWER"),
                Arguments.of("a reset", Fault.reset(), "TOKEN_ENDPOINT_UNREACHABLE"),
                Arguments.of("an answer that breaks off", Fault.truncated(), "TOKEN_ENDPOINT_UNREACHABLE"),
                Arguments.of("a hang", Fault.hang(Duration.ofSeconds(30)), "TOKEN_ENDPOINT_UNREACHABLE"),
                Arguments.of("64 MB", Fault.huge(64L * 1024 * 1024), "TOKEN_ENDPOINT_UNREACHABLE"),
                Arguments.of(
                        "a body that drips", Fault.drip(1, Duration.ofMillis(200)), "TOKEN_ENDPOINT_UNREACHABLE"));
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
        await().atMost(Duration.ofSeconds(30)).until(() -> tenant.state().equals("ACTIVE"));
        tenant.awaitConnectionEvent(e -> e.state() == ConnectionState.ACTIVE);
        assertThat(tenant.connectionEvents())
                .extracting(ConnectionEvent::state)
                .containsExactly(ConnectionState.PENDING, ConnectionState.DEGRADED, ConnectionState.ACTIVE);
        tenant.awaitTokenEvent(Task.APPLICATION_ROSTER, t -> true);
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
        assertThat(tenant.connectionEvents()).hasSize(2);
    }

    @Test
    void is_degraded_while_the_api_does_not_work_and_keeps_its_token_for_when_it_does() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        FaultRule outage = coupa.faults()
                .inject(FaultRule.of(Fault.status(502).html()).onPath("/api/expense_lines"));

        // when
        JsonPath answer = tenant.connect(coupa).jsonPath();

        // then
        assertThat(answer.getString("state")).isEqualTo("DEGRADED");
        assertThat(answer.getString("tasks.APPLICATION_ROSTER.verdict")).isEqualTo("GRANTED");
        assertThat(answer.getString("tasks.EXPENSE_DISCOVERY.verdict")).isEqualTo("UNKNOWN");
        tenant.awaitTokenEvent(Task.APPLICATION_ROSTER, t -> true);
        outage.remove();
        await().atMost(Duration.ofSeconds(30)).until(() -> tenant.state().equals("ACTIVE"));
        assertThat(coupa.log().grantCount()).as("one grant per task").isEqualTo(2);
    }

    @Test
    void answers_pending_when_the_verdict_takes_too_long() {
        // given a token endpoint that answers each grant slowly, but in time
        CoupaInstance coupa = Coupas.withClient();
        coupa.switches().notLiveYet(Duration.ofSeconds(20));
        coupa.latency(Duration.ofMillis(1_800));

        // when
        long started = System.nanoTime();
        Response answer = tenant.connect(coupa);

        // then
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(15));
        assertThat(answer.statusCode()).isIn(200, 202);
        if (answer.statusCode() == 202) {
            assertThat(answer.jsonPath().getString("state")).isEqualTo("PENDING");
        }
    }
}
