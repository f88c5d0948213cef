package io.coupabridge.token.mint;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.secrets.Secret;
import io.coupabridge.token.grant.GrantConfig;
import io.coupabridge.token.grant.GrantResult.Granted;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TestClock;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class ClaimsIT {

    private static final Task ROSTER = ApplicationRoster.TASK;
    private static final Duration LIFE = Duration.ofHours(1);

    @Inject
    Claims claims;

    @Inject
    Tokens tokens;

    @Inject
    TokenConfig config;

    @Inject
    GrantConfig grants;

    @Inject
    TestClock clock;

    private final Tenant tenant = new Tenant();
    private final TenantId id = tenant.tenantId();

    /** So that its tokens are not renewed whenever a later test moves the clock. */
    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    @BeforeEach
    void connect() {
        tenant.connect(Coupas.withClient());
    }

    @Test
    void lets_one_replica_in_at_a_time() {
        // given
        ClaimResult first = claims.claim(id, ROSTER, 1);

        // when
        ClaimResult second = claims.claim(id, ROSTER, 1);

        // then
        assertThat(first).isInstanceOf(ClaimResult.Claimed.class);
        assertThat(second)
                .isInstanceOfSatisfying(
                        ClaimResult.Not.class, not -> assertThat(not.reason()).isInstanceOf(MintResult.Busy.class));
    }

    @Test
    void needs_no_claim_when_there_is_a_newer_token() {
        // given
        store(claimed(1), "two");

        // when
        ClaimResult result = claims.claim(id, ROSTER, 1);

        // then
        assertThat(result).isEqualTo(new ClaimResult.Not(new MintResult.Available(2)));
    }

    @Test
    void replaces_a_newer_token_that_is_about_to_end() {
        // given one that is not renewed as yet, whatever its end
        Instant now = clock.instant();
        tokens.store(claimed(1), new TokenTimes(now, now.plus(LIFE), now.plusSeconds(2)), Secret.of("two"));

        // when
        ClaimResult result = claims.claim(id, ROSTER, 1);

        // then
        assertThat(result)
                .isInstanceOfSatisfying(
                        ClaimResult.Claimed.class,
                        claimed -> assertThat(claimed.claim().replaces()).isEqualTo(2));
    }

    @Test
    void fences_out_a_replica_that_was_paused_beyond_its_claim() {
        // given a claim that was taken over while its owner slept
        Claim zombie = claimed(1);
        clock.advance(grants.claim().plusSeconds(1));
        Claim successor = claimed(1);

        // when
        MintResult late = store(zombie, "zombie");
        MintResult intime = store(successor, "successor");

        // then
        assertThat(late).isEqualTo(new MintResult.Superseded());
        assertThat(intime).isEqualTo(new MintResult.Available(2));
        assertThat(tokens.open(id, ROSTER, 2)).contains(Secret.of("successor"));
        tenant.awaitTokenEvent(ROSTER, t -> t.tokenVersion() == 2);
        assertThat(tenant.tokenEvents(ROSTER))
                .extracting(TokenEvent::tokenVersion)
                .containsExactly(1L, 2L);
    }

    @Test
    void loses_nothing_when_the_paused_replica_comes_last() {
        // given
        Claim zombie = claimed(1);
        clock.advance(grants.claim().plusSeconds(1));
        store(claimed(1), "successor");

        // when
        MintResult late = store(zombie, "zombie");

        // then
        assertThat(late).isEqualTo(new MintResult.Superseded());
        assertThat(tokens.open(id, ROSTER, 2)).contains(Secret.of("successor"));
    }

    @Test
    void keeps_the_claim_of_a_replica_that_waits_longer_than_it_lasts() {
        // given
        Claim waiting = claimed(1);
        for (int i = 0; i < 4; i++) {
            clock.advance(grants.claim().dividedBy(2));
            claims.extend(waiting);
        }

        // when
        ClaimResult other = claims.claim(id, ROSTER, 1);
        MintResult stored = store(waiting, "slow");

        // then
        assertThat(other).isInstanceOf(ClaimResult.Not.class);
        assertThat(stored).isEqualTo(new MintResult.Available(2));
    }

    @Test
    void stores_nothing_that_was_granted_to_a_credential_that_was_replaced_meanwhile() {
        // given
        Claim old = claimed(1);
        tenant.connect(Coupas.withClient());
        long version = tokens.find(id, ROSTER).orElseThrow().version();

        // when
        MintResult result = store(old, "of the old client");

        // then
        assertThat(result).isEqualTo(new MintResult.Superseded());
        assertThat(tokens.find(id, ROSTER).orElseThrow().version()).isEqualTo(version);
    }

    private Claim claimed(long newerThan) {
        return ((ClaimResult.Claimed) claims.claim(id, ROSTER, newerThan)).claim();
    }

    private MintResult store(Claim claim, String token) {
        Granted granted = new Granted(Secret.of(token), LIFE, clock.instant(), clock.instant());
        return tokens.store(claim, TokenTimes.of(granted, config, 0), granted.token());
    }
}
