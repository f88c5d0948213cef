package io.coupabridge.token.mint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.secrets.Secret;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.simulator.fault.FaultRule;
import io.coupabridge.token.grant.GrantConfig;
import io.coupabridge.token.grant.GrantResult.Granted;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Stored;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TestClock;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class TokenMintIT {

    private static final Task ROSTER = ApplicationRoster.TASK;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    TokenMint mint;

    @Inject
    Claims claims;

    @Inject
    Tokens tokens;

    @Inject
    GrantConfig grants;

    @Inject
    TokenConfig config;

    @Inject
    TestClock clock;

    @Inject
    Stored stored;

    private final ExecutorService replica = Executors.newSingleThreadExecutor();
    private final CoupaInstance coupa = Coupas.withClient();
    private final Tenant tenant = new Tenant();
    private final TenantId id = tenant.tenantId();

    @BeforeEach
    void connect() {
        tenant.connect(coupa);
    }

    /** So that its tokens are not renewed whenever a later test moves the clock. */
    @AfterEach
    void forgetTheTenant() {
        stored.endTrouble();
        replica.shutdownNow();
        tenant.delete();
    }

    @Test
    void sends_nothing_once_another_replica_has_taken_over() throws InterruptedException {
        // given a replica that is paused between its claim and its request
        Claim paused = claimed();
        Lease lease = lease(paused);
        clock.advance(grants.claim().plusSeconds(1));
        Claim successor = claimed();

        // when both go on
        MintResult late = mint.ask(paused, lease);
        MintResult inTime = mint.ask(successor, lease(successor));

        // then
        assertThat(late).isEqualTo(new MintResult.Superseded());
        assertThat(inTime).isEqualTo(new MintResult.Available(2));
        assertThat(coupa.log().grantCount()).as("the first two and one more").isEqualTo(3);
    }

    @Test
    void sends_no_credential_that_was_replaced_meanwhile() throws InterruptedException {
        // given
        Claim old = claimed();
        coupa.client("newer", "newer-secret", Set.of(Coupas.ROSTER, Coupas.EXPENSE));
        tenant.connect(coupa, "newer", "newer-secret");
        long grantCalls = coupa.log().grantCount();

        // when
        MintResult result = mint.ask(old, lease(old));

        // then
        assertThat(result).isEqualTo(new MintResult.Superseded());
        assertThat(coupa.log().grantCount()).isEqualTo(grantCalls);
    }

    @Test
    void keeps_what_coupa_granted_until_the_database_takes_it() throws InterruptedException, ExecutionException {
        // given a database that fails in the middle of a grant
        FaultRule slow = coupa.faults().nextGrants(1, Fault.delay(Duration.ofMillis(1_500)));
        Future<MintResult> result = replica.submit(() -> mint.mint(id, ROSTER, 1));
        await().atMost(PATIENCE).until(() -> slow.struckCount() == 1);
        stored.refuseTokens(tenant.id());
        await().atMost(PATIENCE).until(() -> coupa.log().successfulGrantCount() == 3);
        long refused = stored.refusedTokens();
        await().atMost(PATIENCE).until(() -> stored.refusedTokens() > refused + 1);

        // when
        stored.endTrouble();

        // then
        assertThat(result.get()).isEqualTo(new MintResult.Available(2));
        assertThat(coupa.log().grantCount()).as("no second call").isEqualTo(3);
        tenant.awaitTokenEvent(ROSTER, t -> t.tokenVersion() == 2);
    }

    @Test
    void stores_a_token_once_when_the_commit_succeeded_and_looked_failed() {
        // given
        Claim claim = claimed();
        Granted granted = new Granted(Secret.of("two"), Duration.ofHours(1), clock.instant(), clock.instant());
        TokenTimes times = TokenTimes.of(granted, config, 0);

        // when
        MintResult first = tokens.store(claim, times, granted.token());
        MintResult again = tokens.store(claim, times, granted.token());

        // then
        assertThat(first).isEqualTo(new MintResult.Available(2));
        assertThat(again).isEqualTo(first);
        tenant.awaitTokenEvent(ROSTER, t -> t.tokenVersion() == 2);
        assertThat(tenant.tokenEvents(ROSTER))
                .extracting(TokenEvent::tokenVersion)
                .containsExactly(1L, 2L);
    }

    private Claim claimed() {
        return ((ClaimResult.Claimed) claims.claim(id, ROSTER, 1)).claim();
    }

    private Lease lease(Claim claim) {
        return new Lease(claims, claim, grants.claim(), System.nanoTime());
    }
}
