package io.coupabridge.token.connecting;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.Task;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A token that ends before it can be used is said to, and never published. */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class ShortTokenIT {

    private final Tenant tenant = new Tenant();

    /** So that its tokens are not renewed whenever a later test moves the clock. */
    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    @ParameterizedTest
    @ValueSource(longs = {-60, 0, 1, 5})
    void says_that_a_token_cannot_be_used(long seconds) {
        // given
        CoupaInstance coupa = Coupas.withClient();
        coupa.tokens().lifetime(Duration.ofSeconds(seconds));

        // when
        JsonPath answer = tenant.connect(coupa).jsonPath();

        // then
        assertThat(answer.getString("state")).isEqualTo("DEGRADED");
        assertThat(answer.getString("reason")).isEqualTo("TOKEN_TOO_SHORT");
        assertThat(answer.getString("message")).contains("expires_in " + seconds + " s");
        assertThat(answer.getString("nextAttemptAt")).isNotNull();
        for (Task task : Task.all()) {
            assertThat(tenant.tokenEvents(task)).isEmpty();
        }
    }

    @Test
    void recovers_by_itself_once_tokens_live_longer() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        coupa.tokens().lifetime(Duration.ofSeconds(3));
        tenant.connect(coupa);

        // when
        coupa.tokens().lifetime(Duration.ofHours(24));

        // then
        ConnectionEvent event = tenant.awaitConnectionEvent(e -> e.state() == ConnectionState.ACTIVE);
        assertThat(event.cause()).isEqualTo("RECOVERY");
        tenant.awaitTokenEvent(ApplicationRoster.TASK, t -> t.expiresAt().isAfter(t.usableFrom()));
    }
}
