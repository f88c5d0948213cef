package io.coupabridge.token.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.connection.Connections;
import io.coupabridge.token.mint.TokenState;
import io.coupabridge.token.mint.Tokens;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TestClock;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(120)
class TaskTokensIT {

    private static final Task ROSTER = ApplicationRoster.TASK;
    private static final int ROUNDS = 20;
    private static final int VERIFICATIONS = 6;

    @Inject
    TaskTokens taskTokens;

    @Inject
    Connections connections;

    @Inject
    Tokens tokens;

    @Inject
    TestClock clock;

    private final ExecutorService callers = Executors.newFixedThreadPool(VERIFICATIONS);
    private final Tenant tenant = new Tenant();

    /** So that its tokens are not renewed whenever a later test moves the clock. */
    @AfterEach
    void forgetTheTenant() {
        callers.shutdownNow();
        tenant.delete();
    }

    @Test
    void take_the_token_that_comes_while_they_look() throws InterruptedException, ExecutionException {
        // given verifications that never stop looking, so that some look at the moment when it comes
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa);

        // when, time and again, all of them want another token than the one that there is
        for (int round = 1; round <= ROUNDS; round++) {
            for (Future<Boolean> ready : callers.invokeAll(Collections.nCopies(VERIFICATIONS, wantNewer()))) {
                assertThat(ready.get()).isTrue();
            }
        }

        // then
        assertThat(version()).isEqualTo(1 + ROUNDS);
        assertThat(coupa.log().grantCount())
                .as("one for either task, and one for each round")
                .isEqualTo(2 + ROUNDS);
    }

    @Test
    void do_not_take_the_token_of_a_credential_that_came_while_they_looked() throws InterruptedException {
        // given a verification that knows the connection as it was
        tenant.connect(Coupas.withClient());
        ConnectionRow before = connections.find(tenant.tenantId()).orElseThrow();
        tenant.connect(Coupas.withClient());
        tenant.awaitTokenEvent(ROSTER, token -> token.status() == TokenEvent.Status.ISSUED && token.tokenVersion() > 1);

        // when
        Step step = taskTokens.get(
                before,
                new VerificationData(
                        before.verification, "TEST", clock.instant(), 0, 0, Map.of(), Map.of(), Set.of(), false));

        // then
        assertThat(step).isInstanceOf(Step.Later.class);
    }

    @Test
    void do_not_take_a_token_that_was_revoked_meanwhile() {
        // given
        tenant.connect(Coupas.withClient());
        ConnectionRow row = connections.find(tenant.tenantId()).orElseThrow();
        TokenState issued = tokens.find(tenant.tenantId(), ROSTER).orElseThrow();

        // when
        TokenState revoked = new TokenState(2, false, true, row.credentialVersion, null, null, null, 0);

        // then
        assertThat(TaskTokens.isOf(row, issued)).isTrue();
        assertThat(TaskTokens.isOf(row, revoked)).isFalse();
    }

    private Callable<Boolean> wantNewer() {
        long version = version();
        ConnectionRow connection = connections.find(tenant.tenantId()).orElseThrow();
        VerificationData data = new VerificationData(
                1, "TEST", clock.instant(), 0, 0, Map.of(ROSTER, version), Map.of(), Set.of(), false);
        return () -> {
            Step step = await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(ThreadLocalRandom.current().nextInt(5, 20)))
                    .until(() -> taskTokens.get(connection, data), s -> !(s instanceof Step.Later));
            return step instanceof Step.Ready;
        };
    }

    private long version() {
        return tokens.find(tenant.tenantId(), ROSTER).orElseThrow().version();
    }
}
