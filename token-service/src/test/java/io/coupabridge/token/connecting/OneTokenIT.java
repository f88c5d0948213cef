package io.coupabridge.token.connecting;

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
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A Coupa that ends a client's tokens when it grants the client the next one. */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(120)
class OneTokenIT {

    private static final Task ROSTER = ApplicationRoster.TASK;
    private static final Task EXPENSE = ExpenseDiscovery.TASK;
    private static final String BOTH = "client -> core.expense.read core.user.read";

    @Inject
    TestClock clock;

    private final Tenant tenant = new Tenant();

    /** So that its tokens are not renewed whenever a later test moves the clock. */
    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    @Test
    void one_token_serves_both_tasks_and_the_connection_says_why() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        coupa.switches().newTokenEndsOlder(true);
        // when
        tenant.connect(coupa);
        // then
        ConnectionEvent event = awaitOneToken();
        assertThat(event.warning()).contains("ends a client's token").contains("core.user.read core.expense.read");
        assertThat(tenant.read().getString("warning")).isEqualTo(event.warning());
        assertThat(grants(coupa)).hasSize(3).endsWith(BOTH);
        assertThat(opened(ROSTER)).isEqualTo(opened(EXPENSE)).isEqualTo(live(coupa));
        assertThat(newest(ROSTER).sealedToken()).isNotEqualTo(newest(EXPENSE).sealedToken());
    }

    @Test
    void a_renewal_and_a_rejection_replace_the_token_of_both() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        coupa.switches().newTokenEndsOlder(true);
        tenant.connect(coupa);
        awaitOneToken();
        // when
        clock.advance(Duration.ofHours(21));
        await().atMost(Duration.ofSeconds(20)).until(() -> grants(coupa).size() == 4);
        awaitTheLiveToken(coupa);
        // then
        assertThat(grants(coupa)).endsWith(BOTH, BOTH);
        // when
        Workers.reject(newest(EXPENSE));
        await().atMost(Duration.ofSeconds(20)).until(() -> grants(coupa).size() == 5);
        // then
        awaitTheLiveToken(coupa);
        assertThat(grants(coupa)).endsWith(BOTH, BOTH, BOTH);
    }

    @Test
    void a_verification_asks_for_one_token_again_and_tells_a_missing_scope_apart() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        coupa.switches().newTokenEndsOlder(true);
        tenant.connect(coupa);
        awaitOneToken();
        // when
        tenant.verify();
        awaitTheLiveToken(coupa);
        // then
        assertThat(grants(coupa)).hasSize(4).endsWith(BOTH, BOTH);
        // when
        coupa.clients().forEach(client -> client.scopes(Set.of(Coupas.ROSTER)));
        tenant.verify();
        // then
        ConnectionEvent missing =
                tenant.awaitConnectionEvent(e -> e.access(EXPENSE).verdict() == Verdict.SCOPE_MISSING);
        assertThat(missing.warning()).isNull();
        assertThat(missing.access(ROSTER).verdict()).isEqualTo(Verdict.GRANTED);
        await().atMost(Duration.ofSeconds(20)).until(() -> opened(ROSTER).equals(live(coupa)));
        // when the scope comes back, and a command with it
        coupa.clients().forEach(client -> client.scopes(Set.of(Coupas.ROSTER, Coupas.EXPENSE)));
        clock.advance(Duration.ofMinutes(16));
        Workers.wantVerification(tenant.tenantId(), EXPENSE);
        // then
        tenant.awaitConnectionEvent(e -> e.version() > missing.version()
                && e.warning() != null
                && e.access(EXPENSE).verdict() == Verdict.GRANTED);
        awaitTheLiveToken(coupa);
    }

    @Test
    void a_coupa_that_begins_to_do_so_is_found_out_by_a_rejection() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa);
        tenant.awaitTokenEvent(EXPENSE, token -> true);
        assertThat(tenant.folded().warning()).isNull();
        coupa.switches().newTokenEndsOlder(true);
        Workers.reject(tenant, ROSTER, 1);
        tenant.awaitTokenEvent(ROSTER, token -> token.tokenVersion() == 2);
        // when a run finds the sibling's token dead
        Workers.reject(tenant, EXPENSE, 1);
        // then
        awaitOneToken();
        awaitTheLiveToken(coupa);
    }

    @Test
    void a_coupa_that_grants_no_token_for_both_is_asked_for_one_once() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        coupa.switches().newTokenEndsOlder(true).oneScopeOnly(true);
        // when
        tenant.connect(coupa);
        // then
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(20))
                .until(() -> grants(coupa).size() == 5 && !tenant.read().getBoolean("verifying"));
        assertThat(grants(coupa)).containsOnlyOnce("client -> invalid_scope");
        assertThat(tenant.state()).isEqualTo("ACTIVE");
    }

    @Test
    void a_spell_of_refusals_for_every_token_shares_none() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa);
        long checks = coupa.log().apiCount() - 1;
        FaultRule spell = FaultRule.of(Fault.status(401)).skip(checks);
        coupa.faults().inject(spell);
        // when
        tenant.verify();
        // then
        tenant.awaitVerdict();
        assertThat(spell.struckCount()).isGreaterThanOrEqualTo(3);
        assertThat(grants(coupa)).doesNotContain(BOTH);
        assertThat(tenant.folded().warning()).isNull();
    }

    @Test
    void a_sibling_that_is_renewed_while_a_new_token_rests_forbids_nothing() {
        // given a task whose scope was added, and which Coupa cannot answer at once
        CoupaInstance coupa = Coupas.withClient(Set.of(Coupas.ROSTER));
        coupa.switches().newTokenEndsOlder(true);
        tenant.connect(coupa);
        TokenEvent token = tenant.awaitTokenEvent(ROSTER, event -> true);
        coupa.clients().forEach(client -> client.scopes(Set.of(Coupas.ROSTER, Coupas.EXPENSE)));
        coupa.faults()
                .inject(FaultRule.of(Fault.unavailable()).onPath("/api/expense").times(1));
        clock.advance(Duration.ofMinutes(16));
        Workers.wantVerification(tenant.tenantId(), EXPENSE);
        await().atMost(Duration.ofSeconds(20)).until(() -> grants(coupa).size() == 3);
        // when a run finds that its token was ended by that
        Workers.reject(token);
        // then
        awaitOneToken();
        assertThat(tenant.connectionEvents())
                .extracting(event -> event.access(EXPENSE).verdict())
                .doesNotContain(Verdict.FORBIDDEN);
    }

    @Test
    void a_token_for_two_tasks_is_replaced_when_one_of_them_is_refused() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        coupa.switches().newTokenEndsOlder(true);
        tenant.connect(coupa);
        awaitOneToken();
        // when
        Workers.find(newest(EXPENSE), Finding.FORBIDDEN);
        // then
        tenant.awaitConnectionEvent(event -> event.access(EXPENSE).verdict() == Verdict.FORBIDDEN);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> opened(ROSTER).equals(live(coupa))
                        && grants(coupa).get(grants(coupa).size() - 1).equals("client -> core.user.read"));
    }

    private ConnectionEvent awaitOneToken() {
        return tenant.awaitConnectionEvent(event -> event.warning() != null
                && event.access(ROSTER).verdict() == Verdict.GRANTED
                && event.access(EXPENSE).verdict() == Verdict.GRANTED);
    }

    private void awaitTheLiveToken(CoupaInstance coupa) {
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        opened(ROSTER).equals(live(coupa)) && opened(EXPENSE).equals(live(coupa)));
    }

    private String opened(Task task) {
        return Workers.opened(newest(task)).reveal();
    }

    private TokenEvent newest(Task task) {
        List<TokenEvent> issued = tenant.tokenEvents(task).stream()
                .filter(event -> event.status() == TokenEvent.Status.ISSUED)
                .toList();
        return issued.get(issued.size() - 1);
    }

    private static String live(CoupaInstance coupa) {
        return coupa.tokens().live().get(0).value();
    }

    private static List<String> grants(CoupaInstance coupa) {
        return coupa.log().grants().stream().map(request -> request.grant()).toList();
    }
}
