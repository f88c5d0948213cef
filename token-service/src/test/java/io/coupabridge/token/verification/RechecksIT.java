package io.coupabridge.token.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.contracts.TokenRejected.Finding;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.behaviour.ErrorBody;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.simulator.fault.FaultRule;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TestClock;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.coupabridge.token.scenario.Workers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(120)
class RechecksIT {

    private static final Task ROSTER = ApplicationRoster.TASK;
    private static final Task EXPENSE = ExpenseDiscovery.TASK;

    @Inject
    TestClock clock;

    private final Tenant tenant = new Tenant();
    private final CoupaInstance coupa = Coupas.withClient(Set.of(Coupas.ROSTER));

    /** So that its tokens are not renewed whenever a later test moves the clock. */
    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    @Test
    void an_added_scope_is_noticed_when_a_command_comes() {
        // given
        tenant.connect(coupa);
        addTheScope();
        clock.advance(Duration.ofMinutes(16));
        // when
        Workers.wantVerification(tenant.tenantId(), EXPENSE);
        // then
        ConnectionEvent event = tenant.awaitConnectionEvent(granted(EXPENSE));
        assertThat(event.cause()).isEqualTo("RECHECK");
        assertThat(event.access(EXPENSE).foundAt()).isNull();
        tenant.awaitTokenEvent(EXPENSE, token -> token.status() == TokenEvent.Status.ISSUED);
        assertThat(coupa.log().grants())
                .as("the task that works is left alone")
                .extracting(request -> request.grant())
                .containsExactly("client -> core.user.read", "client -> invalid_scope", "client -> core.expense.read");
    }

    @Test
    void an_added_scope_is_noticed_within_a_day_without_a_command() {
        // given
        tenant.connect(coupa);
        addTheScope();
        // when
        clock.advance(Duration.ofHours(25));
        // then
        tenant.awaitConnectionEvent(granted(EXPENSE));
    }

    @Test
    void a_young_verdict_is_believed_and_a_confirmed_one_is_young_again() {
        // given
        tenant.connect(coupa);
        ConnectionEvent refused =
                tenant.awaitConnectionEvent(event -> event.access(EXPENSE).verdict() == Verdict.SCOPE_MISSING);
        Workers.wantVerification(tenant.tenantId(), EXPENSE);
        clock.advance(Duration.ofMinutes(16));
        // when
        Workers.wantVerification(tenant.tenantId(), EXPENSE);
        // then
        ConnectionEvent confirmed = tenant.awaitConnectionEvent(event -> event.version() > refused.version());
        assertThat(confirmed.access(EXPENSE).verdict()).isEqualTo(Verdict.SCOPE_MISSING);
        assertThat(confirmed.access(EXPENSE).foundAt())
                .isAfterOrEqualTo(refused.access(EXPENSE).foundAt().plus(Duration.ofMinutes(15)));
        assertThat(coupa.log().grantCount()).isEqualTo(3);
    }

    @Test
    void a_flood_of_commands_costs_ten_grants_a_day_at_most() {
        // given
        tenant.connect(coupa);
        // when, for eight hours
        for (int quarter = 0; quarter < 32; quarter++) {
            clock.advance(Duration.ofMinutes(16));
            for (int i = 0; i < 5; i++) {
                Workers.wantVerification(tenant.tenantId(), EXPENSE);
            }
            int refused = Math.min(2 + quarter, 10);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> refusedGrants() >= refused && !tenant.read().getBoolean("verifying"));
        }
        // then
        await().during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(20))
                .until(() -> refusedGrants() > 5 && refusedGrants() <= 10);
    }

    @Test
    void tokens_that_are_granted_and_refused_at_the_resource_are_ten_a_day_at_most() {
        // given
        addTheScope();
        coupa.faults().inject(FaultRule.of(Fault.status(403)).onPath("/api/expense"));
        tenant.connect(coupa);
        // when, for four hours
        for (int quarter = 0; quarter < 15; quarter++) {
            clock.advance(Duration.ofMinutes(16));
            Workers.wantVerification(tenant.tenantId(), EXPENSE);
            int calls = Math.min(3 + quarter, 11);
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            coupa.log().grantCount() == calls && !tenant.read().getBoolean("verifying"));
        }
        // then
        await().during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(20))
                .until(() -> coupa.log().grantCount() == 11);
    }

    @Test
    void a_scope_that_is_refused_without_a_reason_shuts_no_other_task_out() {
        // given
        coupa.switches().oauthErrorBody(ErrorBody.EMPTY);
        tenant.connect(coupa);
        for (int again = 1; again <= 9; again++) {
            int calls = 2 + again;
            clock.advance(Duration.ofMinutes(16));
            Workers.wantVerification(tenant.tenantId(), EXPENSE);
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            coupa.log().grantCount() == calls && !tenant.read().getBoolean("verifying"));
        }
        // when the other task's token is due
        clock.advance(Duration.ofHours(21));
        // then
        tenant.awaitTokenEvent(ROSTER, token -> token.tokenVersion() == 2);
        assertThat(tenant.state()).isEqualTo("ACTIVE");
    }

    @Test
    void grants_from_before_a_refusal_do_not_put_off_the_next_look() {
        // given a day with more grants than a refused task has
        addTheScope();
        tenant.connect(coupa);
        for (int version = 2; version <= 11; version++) {
            int next = version;
            tenant.verify();
            tenant.awaitTokenEvent(EXPENSE, token -> token.tokenVersion() == next);
        }
        Workers.find(tenant.awaitTokenEvent(EXPENSE, token -> token.tokenVersion() == 11), Finding.FORBIDDEN);
        ConnectionEvent refused =
                tenant.awaitConnectionEvent(event -> event.access(EXPENSE).verdict() == Verdict.FORBIDDEN);
        clock.advance(Duration.ofMinutes(16));
        // when
        Workers.wantVerification(tenant.tenantId(), EXPENSE);
        // then
        tenant.awaitConnectionEvent(
                event -> event.version() > refused.version() && granted(EXPENSE).test(event));
    }

    @Test
    void what_a_run_learns_at_the_resource_becomes_the_verdict() {
        // given
        tenant.connect(coupa);
        TokenEvent token = tenant.awaitTokenEvent(ROSTER, event -> true);
        // when
        Workers.find(token, Finding.FORBIDDEN);
        // then
        ConnectionEvent event =
                tenant.awaitConnectionEvent(e -> e.access(ROSTER).verdict() == Verdict.FORBIDDEN);
        assertThat(event.access(ROSTER).message())
                .contains("scope core.user.read")
                .contains("role");
        assertThat(event.access(ROSTER).foundAt()).isNotNull();
        tenant.awaitTokenEvent(ROSTER, e -> e.status() == TokenEvent.Status.REVOKED);
        // when its role is given back, and a command comes
        clock.advance(Duration.ofMinutes(16));
        Workers.wantVerification(tenant.tenantId(), ROSTER);
        // then
        tenant.awaitConnectionEvent(
                e -> e.version() > event.version() && granted(ROSTER).test(e));
    }

    @Test
    void a_forged_finding_locks_nobody_out() {
        // given
        tenant.connect(coupa);
        tenant.awaitTokenEvent(ROSTER, event -> true);
        // when a proof of the same token, made for a rejection, is used for a finding
        Workers.forgeFinding(tenant, ROSTER, Finding.FORBIDDEN);
        Workers.reject(tenant, ROSTER, 1);
        // then
        tenant.awaitTokenEvent(ROSTER, event -> event.tokenVersion() == 2);
        assertThat(tenant.read().getString("tasks.APPLICATION_ROSTER.verdict")).isEqualTo("GRANTED");
    }

    private void addTheScope() {
        coupa.clients().forEach(client -> client.scopes(Set.of(Coupas.ROSTER, Coupas.EXPENSE)));
    }

    private long refusedGrants() {
        return coupa.log().grants().stream()
                .filter(request -> request.grant().endsWith("invalid_scope"))
                .count();
    }

    private static Predicate<ConnectionEvent> granted(Task task) {
        return event -> event.access(task).verdict() == Verdict.GRANTED;
    }
}
