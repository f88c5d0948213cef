package io.coupabridge.token.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.token.mint.MintResult;
import io.coupabridge.token.mint.TokenMint;
import io.coupabridge.token.mint.Tokens;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Stored;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TestClock;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.coupabridge.token.scenario.Workers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.LockTimeoutException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(120)
class ConcurrentCausesIT {

    private static final Task ROSTER = ApplicationRoster.TASK;
    private static final int CAUSES = 1_000;
    private static final int VERIFICATIONS = 20;
    private static final int THREADS = 40;

    @Inject
    TokenMint mint;

    @Inject
    Tokens tokens;

    @Inject
    Stored stored;

    @Inject
    TestClock clock;

    private final ExecutorService callers = Executors.newFixedThreadPool(THREADS);
    private final Tenant tenant = new Tenant();

    /** So that its tokens are not renewed whenever a later test moves the clock. */
    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    @AfterEach
    void stop() {
        callers.shutdownNow();
    }

    @Test
    void makes_one_grant_of_a_thousand_causes() throws InterruptedException, ExecutionException {
        // given a token endpoint that takes its time, and a renewal that is due
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa);
        TokenEvent first = tenant.awaitTokenEvent(ROSTER, token -> token.tokenVersion() == 1);
        // a third of what a grant may take: on a busy machine, what comes later is lost and asked for again
        coupa.faults().nextGrants(4, Fault.delay(Duration.ofMillis(1_000)));

        // when
        clock.advance(Duration.ofHours(20).plusMinutes(1));
        long before = stored.verifications(tenant.id());
        for (int i = 0; i < VERIFICATIONS; i++) {
            callers.submit(tenant::verify);
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> stored.verifications(tenant.id()) > before);
        run(CAUSES - VERIFICATIONS, i -> i % 2 == 0 ? () -> reject(first) : this::wantNewerThanTheFirst);

        // then
        tenant.awaitTokenEvent(ROSTER, t -> t.tokenVersion() == 2);
        tenant.awaitVerdict();
        assertThat(rosterGrants(coupa)).as("the first and one more").isEqualTo(2);
        assertThat(tenant.tokenEvents(ROSTER))
                .extracting(TokenEvent::tokenVersion)
                .as("the first is published again for each who asks to verify")
                .containsSubsequence(1L, 1L, 2L)
                .containsOnly(1L, 2L)
                .isSorted();
        assertThat(tenant.state()).isEqualTo("ACTIVE");
        assertThat(stored.verifications(tenant.id()))
                .as("one verification for all who ask")
                .isEqualTo(before + 1);
    }

    @Test
    void reads_a_valid_token_at_once_while_its_successor_is_fetched() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa);
        coupa.faults().allGrants(Fault.hang(Duration.ofSeconds(30)));
        clock.advance(Duration.ofHours(20).plusMinutes(1));
        await().atMost(Duration.ofSeconds(20)).until(() -> coupa.log().grantCount() > 2);

        // when
        long started = System.nanoTime();
        boolean opened = tokens.open(tenant.tenantId(), ROSTER, 1).isPresent();
        long took = System.nanoTime() - started;

        // then
        assertThat(opened).isTrue();
        assertThat(Duration.ofNanos(took)).isLessThan(Duration.ofSeconds(1));
    }

    private void run(int times, IntFunction<Callable<Object>> cause) throws InterruptedException, ExecutionException {
        for (Future<Object> done :
                callers.invokeAll(IntStream.range(0, times).mapToObj(cause).toList())) {
            done.get();
        }
    }

    private static Object reject(TokenEvent token) {
        Workers.reject(token);
        return "rejected";
    }

    /** As a renewal in any replica would, until there is one. */
    private Object wantNewerThanTheFirst() throws InterruptedException {
        MintResult[] result = new MintResult[1];
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                // on a busy machine, so many wait for the row of one tenant that a renewal gives up, and comes again
                .ignoreExceptionsInstanceOf(LockTimeoutException.class)
                .until(() -> {
                    result[0] = mint.mint(tenant.tenantId(), ROSTER, 1);
                    return result[0] instanceof MintResult.Available;
                });
        return result[0];
    }

    private static long rosterGrants(CoupaInstance coupa) {
        return coupa.log().grants().stream()
                .filter(r -> r.grant() != null && r.grant().endsWith(Coupas.ROSTER))
                .count();
    }
}
