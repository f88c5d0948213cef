package io.coupabridge.token.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.token.grant.GrantResult;
import io.coupabridge.token.grant.GrantResult.Outage;
import io.coupabridge.token.grant.GrantResult.Refusal;
import io.coupabridge.token.mint.MintResult;
import io.coupabridge.token.mint.TokenMint;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Coupa says of a credential that was replaced while it was asked says nothing of the one that replaced it. */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class OutdatedVerdictIT {

    private static final Task ROSTER = ApplicationRoster.TASK;

    @Inject
    Renewal renewal;

    @Inject
    TokenMint mint;

    private final CoupaInstance coupa = Coupas.withClient();
    private final Tenant tenant = new Tenant();

    @BeforeEach
    void connect() {
        tenant.connect(coupa);
    }

    /** So that its tokens are not renewed whenever a later test moves the clock. */
    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    static Stream<MintResult> verdicts() {
        return Stream.of(
                refused(Refusal.INVALID_CLIENT),
                refused(Refusal.GRANT_NOT_ALLOWED),
                refused(Refusal.INVALID_SCOPE),
                refused(Refusal.UNEXPLAINED),
                outage(),
                new MintResult.SecretUnreadable(),
                new MintResult.LeftAlone(Instant.now()));
    }

    @ParameterizedTest
    @MethodSource("verdicts")
    void is_not_applied_to_a_credential_that_was_saved_meanwhile(MintResult verdict) {
        // given
        Renewal.Due due = renewal.renewable(tenant.tenantId(), ROSTER).orElseThrow();
        coupa.client("newer", "newer-secret", Set.of(Coupas.ROSTER, Coupas.EXPENSE));
        tenant.connect(coupa, "newer", "newer-secret");
        long version = tenant.read().getLong("version");

        // when
        Optional<Instant> next = renewal.afterwards(due, verdict);

        // then
        assertThat(next).as("the renewal of the token is looked at again").isPresent();
        assertThat(tenant.read().getLong("version")).isEqualTo(version);
        assertThat(tenant.read().getBoolean("verifying")).isFalse();
        ConnectionEvent stored = tenant.awaitConnectionEvent(e -> e.version() == version);
        assertThat(stored.state()).isEqualTo(ConnectionState.ACTIVE);
        assertThat(stored.access(ROSTER).verdict()).isEqualTo(Verdict.GRANTED);
    }

    @Test
    void is_not_applied_when_somebody_else_has_got_a_token_meanwhile() throws InterruptedException {
        // given
        Renewal.Due due = renewal.renewable(tenant.tenantId(), ROSTER).orElseThrow();
        mint.mint(tenant.tenantId(), ROSTER, 1);

        // when
        renewal.afterwards(due, outage());

        // then
        assertThat(tenant.state()).isEqualTo("ACTIVE");
    }

    @Test
    void is_applied_to_the_credential_that_it_is_about() {
        // given
        Renewal.Due due = renewal.renewable(tenant.tenantId(), ROSTER).orElseThrow();

        // when
        Optional<Instant> next = renewal.afterwards(due, refused(Refusal.INVALID_CLIENT));

        // then
        assertThat(next).isEmpty();
        assertThat(tenant.state()).isEqualTo("REAUTHORIZATION_REQUIRED");
    }

    private static MintResult refused(Refusal refusal) {
        return new MintResult.Refused(new GrantResult.Refused(refusal, "status 401"));
    }

    private static MintResult outage() {
        return new MintResult.Unavailable(
                new GrantResult.Unavailable(Outage.TOKEN_ENDPOINT_UNREACHABLE, "no connection", Optional.empty()), 2);
    }
}
