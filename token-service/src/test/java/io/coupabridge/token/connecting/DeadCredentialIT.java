package io.coupabridge.token.connecting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TestClock;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.coupabridge.token.scenario.Workers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(180)
class DeadCredentialIT {

    @Inject
    TestClock clock;

    private final Tenant tenant = new Tenant();

    /** So that its tokens are not renewed whenever a later test moves the clock. */
    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    @Test
    void is_looked_at_four_times_and_then_left_alone() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa, "client", "not the secret");
        long grants = coupa.log().grantCount();

        // when
        for (Duration pause : new Duration[] {
            Duration.ofMinutes(1), Duration.ofMinutes(4), Duration.ofMinutes(25), Duration.ofMinutes(330)
        }) {
            clock.advance(pause.plusSeconds(1));
            grants++;
            awaitGrants(coupa, grants);
            awaitPlanOfTheNextLook();
        }
        clock.advance(Duration.ofHours(40));

        // then
        assertThat(grants).isEqualTo(5);
        staysAtGrants(coupa, grants);
        assertThat(tenant.read().getString("nextAttemptAt")).isNull();
        assertThat(tenant.connectionEvents())
                .extracting(ConnectionEvent::state)
                .containsExactly(ConnectionState.PENDING, ConnectionState.REAUTHORIZATION_REQUIRED);
    }

    @Test
    void comes_back_by_itself_when_a_look_finds_it_alive() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        coupa.clients().forEach(client -> client.deactivate());
        tenant.connect(coupa);
        coupa.clients().forEach(client -> client.activate());

        // when
        clock.advance(Duration.ofSeconds(61));

        // then
        ConnectionEvent event = tenant.awaitConnectionEvent(e -> e.state() == ConnectionState.ACTIVE);
        assertThat(event.cause()).isEqualTo("PROBE");
        tenant.awaitTokenEvent(ApplicationRoster.TASK, t -> true);
        assertThat(tenant.connectionEvents()).hasSize(3);
    }

    @Test
    void gets_no_more_than_ten_calls_in_a_day_under_any_demand_and_one_event_each_way() {
        // given a credential that has worked
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa);
        TokenEvent token = tenant.awaitTokenEvent(ApplicationRoster.TASK, t -> true);
        String secret = Coupas.secret(coupa);
        coupa.clients().forEach(client -> client.rotateSecret("another"));
        coupa.log().clear();

        // when everybody wants it for a day
        int refusals = 0;
        for (int step = 0; step < 96; step++) {
            clock.advance(Duration.ofMinutes(15));
            Workers.reject(token);
            Response answer = step % 2 == 0 ? tenant.verify() : tenant.connect(coupa, "client", secret);
            if (answer.statusCode() == 429) {
                refusals++;
                assertThat(Long.parseLong(answer.header("Retry-After"))).isBetween(1L, 86_401L);
                assertThat(answer.contentType()).startsWith("application/problem+json");
            }
        }

        // then
        assertThat(coupa.log().grantCount()).isBetween(5L, 10L);
        assertThat(refusals).isPositive();
        long dead = tenant.read().getLong("version");
        tenant.connect(coupa, "client", "another");
        tenant.awaitConnectionEvent(e -> e.version() > dead && e.state() == ConnectionState.ACTIVE);
        assertThat(changesOfState())
                .containsExactly(
                        ConnectionState.PENDING,
                        ConnectionState.ACTIVE,
                        ConnectionState.REAUTHORIZATION_REQUIRED,
                        ConnectionState.PENDING,
                        ConnectionState.ACTIVE);
    }

    /** Verifying publishes the state again, whether it has changed or not. */
    private List<ConnectionState> changesOfState() {
        List<ConnectionState> changes = new ArrayList<>();
        for (ConnectionEvent event : tenant.connectionEvents()) {
            if (changes.isEmpty() || changes.get(changes.size() - 1) != event.state()) {
                changes.add(event.state());
            }
        }
        return changes;
    }

    @Test
    void is_counted_on_when_it_is_deleted_and_saved_again() {
        // given
        CoupaInstance coupa = Coupas.withClient();

        // when somebody does that every half hour for a day
        int refusals = 0;
        for (int step = 0; step < 47; step++) {
            refusals += tenant.connect(coupa, "client", "not the secret").statusCode() == 429 ? 1 : 0;
            tenant.delete();
            clock.advance(Duration.ofMinutes(30));
        }

        // then
        assertThat(coupa.log().grantCount()).isBetween(5L, 10L);
        assertThat(refusals).isPositive();
        assertThat(tenant.state()).as("a refused saving changes nothing").isEqualTo("DISCONNECTED");
        assertThat(tenant.connect(coupa).jsonPath().getString("state"))
                .as("another secret is not kept waiting")
                .isEqualTo("ACTIVE");
    }

    @Test
    void is_published_anew_when_it_is_left_alone() {
        // given a credential that has had its ten calls
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa, "client", "not the secret");
        while (tenant.verify().statusCode() != 429) {
            assertThat(coupa.log().grantCount()).isLessThanOrEqualTo(10);
        }
        long version = tenant.read().getLong("version");

        // when
        Response answer = tenant.verify();

        // then
        assertThat(answer.statusCode()).isEqualTo(429);
        ConnectionEvent anew = tenant.awaitConnectionEvent(e -> e.version() == version + 1);
        assertThat(anew.state()).isEqualTo(ConnectionState.REAUTHORIZATION_REQUIRED);
        assertThat(tenant.read().getBoolean("verifying")).isFalse();
        assertThat(coupa.log().grantCount()).isEqualTo(10);
    }

    @Test
    void is_counted_on_when_another_secret_was_saved_in_between() {
        // given a credential that has had its ten calls
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa, "client", "not the secret");
        while (tenant.verify().statusCode() != 429) {
            assertThat(coupa.log().grantCount()).isLessThanOrEqualTo(10);
        }

        // when
        Response other = tenant.connect(coupa, "client", "not the secret either");
        Response same = tenant.connect(coupa, "client", "not the secret");

        // then
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(same.statusCode()).isEqualTo(429);
        assertThat(coupa.log().grantCount()).isEqualTo(11);
    }

    @Test
    void is_not_held_against_the_same_words_at_another_host() {
        // given a credential that has had its ten calls
        CoupaInstance coupa = Coupas.withClient();
        CoupaInstance elsewhere = Coupas.instance();
        elsewhere.client("client", "not the secret", Set.of(Coupas.ROSTER, Coupas.EXPENSE));
        tenant.connect(coupa, "client", "not the secret");
        while (tenant.verify().statusCode() != 429) {
            assertThat(coupa.log().grantCount()).isLessThanOrEqualTo(10);
        }

        // when
        Response atAnotherHost = tenant.connect(elsewhere, "client", "not the secret");

        // then
        assertThat(atAnotherHost.jsonPath().getString("state")).isEqualTo("ACTIVE");
    }

    @Test
    void is_asked_again_a_day_later_when_a_person_wants_it() {
        // given a credential that has had its ten calls
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa, "client", "not the secret");
        while (tenant.verify().statusCode() != 429) {
            assertThat(coupa.log().grantCount()).isLessThanOrEqualTo(10);
        }

        // when
        clock.advance(Duration.ofHours(24).plusMinutes(1));
        Response answer = tenant.verify();

        // then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.jsonPath().getString("state")).isEqualTo("REAUTHORIZATION_REQUIRED");
        assertThat(tenant.audit().<String>getList("entries.action")).contains("VERIFICATION_REQUESTED");
    }

    /** A look has ended when the next one is planned, or none. */
    private void awaitPlanOfTheNextLook() {
        await().atMost(Duration.ofSeconds(40)).until(() -> {
            String next = tenant.read().getString("nextAttemptAt");
            return next == null || Instant.parse(next).isAfter(clock.instant());
        });
    }

    private static void awaitGrants(CoupaInstance coupa, long grants) {
        await().atMost(Duration.ofSeconds(40)).until(() -> coupa.log().grantCount() == grants);
    }

    private static void staysAtGrants(CoupaInstance coupa, long grants) {
        await().during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(10))
                .until(() -> coupa.log().grantCount() == grants);
    }
}
