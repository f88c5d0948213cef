package io.coupabridge.token.renewal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.simulator.fault.FaultRule;
import io.coupabridge.token.mint.Tokens;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Stored;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TestClock;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class RenewalIT {

    private static final Duration LIFE = Duration.ofSeconds(12);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    TestClock clock;

    @Inject
    Stored stored;

    @Inject
    Tokens tokens;

    private final Tenant tenant = new Tenant();

    /** So that its tokens are not renewed whenever a later test moves the clock. */
    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    @Test
    void renews_a_token_of_a_day_after_twenty_hours_and_no_earlier() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa);
        clock.advance(Duration.ofHours(19).plusMinutes(50));
        assertThat(coupa.log().grantCount()).isEqualTo(2);

        // when
        clock.advance(Duration.ofMinutes(11));

        // then
        for (Task task : Task.all()) {
            TokenEvent first = tenant.awaitTokenEvent(task, t -> t.tokenVersion() == 1);
            TokenEvent second = tenant.awaitTokenEvent(task, t -> t.tokenVersion() == 2);
            assertThat(second.expiresAt()).isAfter(first.expiresAt());
            assertThat(first.expiresAt()).as("still valid").isAfter(clock.instant());
        }
        assertThat(coupa.log().grantCount()).isEqualTo(4);
        assertThat(tenant.connectionEvents())
                .as("a renewal is no change of the connection")
                .hasSize(2);
    }

    @Test
    void renews_short_tokens_ten_seconds_before_their_end_again_and_again() {
        // given
        CoupaInstance coupa = Coupas.withClient(Set.of(Coupas.ROSTER));
        coupa.tokens().lifetime(LIFE);

        // when
        tenant.connect(coupa);

        // then
        tenant.awaitTokenEvent(ApplicationRoster.TASK, t -> t.tokenVersion() == 4);
        List<TokenEvent> tokens = tenant.tokenEvents(ApplicationRoster.TASK);
        for (int i = 1; i < tokens.size(); i++) {
            assertThat(tokens.get(i).tokenVersion()).isEqualTo(tokens.get(i - 1).tokenVersion() + 1);
            assertThat(tokens.get(i).usableFrom())
                    .as("the successor is usable before the token ends")
                    .isBefore(tokens.get(i - 1).expiresAt());
        }
        // it is renewed meanwhile, and one grant may be under way
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            long grants = coupa.log().grants().stream()
                    .filter(r -> r.grant().endsWith(Coupas.ROSTER))
                    .count();
            long told = tenant.tokenEvents(ApplicationRoster.TASK).size();
            assertThat(told).isBetween(grants - 1, grants);
        });
    }

    @Test
    void is_degraded_while_the_token_endpoint_is_down_and_says_so_once_each_way() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa);
        FaultRule outage = coupa.faults().allGrants(Fault.unavailable());
        clock.advance(Duration.ofHours(20).plusMinutes(1));
        tenant.awaitConnectionEvent(e -> e.state() == ConnectionState.DEGRADED);

        // when
        outage.remove();

        // then
        tenant.awaitConnectionEvent(e -> e.state() == ConnectionState.ACTIVE && e.version() > 3);
        tenant.awaitTokenEvent(ApplicationRoster.TASK, t -> t.tokenVersion() == 2);
        tenant.awaitTokenEvent(ExpenseDiscovery.TASK, t -> t.tokenVersion() == 2);
        assertThat(tenant.connectionEvents())
                .extracting(ConnectionEvent::state)
                .containsExactly(
                        ConnectionState.PENDING,
                        ConnectionState.ACTIVE,
                        ConnectionState.DEGRADED,
                        ConnectionState.ACTIVE);
        assertThat(tenant.connectionEvents()
                        .get(2)
                        .access(ApplicationRoster.TASK)
                        .verdict())
                .as("valid tokens go on working")
                .isEqualTo(Verdict.GRANTED);
    }

    @Test
    void is_left_alone_when_the_secret_does_not_work_any_more() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa);
        coupa.clients().forEach(client -> client.rotateSecret("another"));

        // when
        clock.advance(Duration.ofHours(20).plusMinutes(1));

        // then
        ConnectionEvent event = tenant.awaitConnectionEvent(e -> e.state() == ConnectionState.REAUTHORIZATION_REQUIRED);
        assertThat(event.reason()).isEqualTo("INVALID_CLIENT");
        assertThat(event.cause()).isEqualTo("RENEWAL");
        assertThat(tenant.tokenEvents(ApplicationRoster.TASK)).hasSize(1);
        await().during(Duration.ofSeconds(1))
                .atMost(PATIENCE)
                .until(() -> coupa.log().grantCount() <= 4);
    }

    @Test
    void ends_the_task_whose_scope_was_taken_away_and_renews_the_other() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa);
        coupa.clients().forEach(client -> client.scopes(Set.of(Coupas.ROSTER)));

        // when
        clock.advance(Duration.ofHours(20).plusMinutes(1));

        // then
        ConnectionEvent event =
                tenant.awaitConnectionEvent(e -> e.access(ExpenseDiscovery.TASK).verdict() == Verdict.SCOPE_MISSING);
        assertThat(event.state()).isEqualTo(ConnectionState.ACTIVE);
        tenant.awaitTokenEvent(ExpenseDiscovery.TASK, t -> t.status() == TokenEvent.Status.REVOKED);
        tenant.awaitTokenEvent(ApplicationRoster.TASK, t -> t.tokenVersion() == 2);
    }

    @Test
    void finds_a_due_renewal_that_nothing_is_scheduled_for() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa);
        stored.unscheduleRenewals(tenant.id());
        clock.advance(Duration.ofHours(20).plusMinutes(2));

        // when
        tokens.scheduleOverdue(Duration.ofMinutes(1));

        // then
        tenant.awaitTokenEvent(ApplicationRoster.TASK, t -> t.tokenVersion() == 2);
        tenant.awaitTokenEvent(ExpenseDiscovery.TASK, t -> t.tokenVersion() == 2);
    }

    @Test
    void takes_an_odd_lifetime_for_an_hour() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        coupa.switches().expiresInAbsent(true);

        // when
        tenant.connect(coupa);

        // then
        TokenEvent token = tenant.awaitTokenEvent(ApplicationRoster.TASK, t -> true);
        assertThat(Duration.between(token.usableFrom(), token.expiresAt()))
                .isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
    }

    @Test
    void carries_tokens_of_any_length() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        coupa.switches().tokenPadding(16_000).expiresInAsText(true);

        // when
        String state = tenant.connect(coupa).jsonPath().getString("state");

        // then
        assertThat(state).isEqualTo("ACTIVE");
        assertThat(tenant.awaitTokenEvent(ApplicationRoster.TASK, t -> true).sealedToken())
                .hasSizeGreaterThan(20_000);
    }
}
