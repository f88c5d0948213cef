package io.coupabridge.token.connecting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Stored;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What does not open, or is another tenant's, is said of that tenant and harms nobody else. */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class TamperedRowIT {

    @Inject
    Stored stored;

    private final Tenant tenant = new Tenant();
    private final Tenant other = new Tenant();

    /** So that its tokens are not renewed whenever a later test moves the clock. */
    @AfterEach
    void forgetTheTenants() {
        stored.endTrouble();
        tenant.delete();
        other.delete();
    }

    @Test
    void says_that_a_secret_of_another_tenant_does_not_open_and_sends_it_nowhere() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        CoupaInstance othersCoupa = Coupas.withClient();
        tenant.connect(coupa);
        other.connect(othersCoupa);
        stored.copyCredential(other.id(), tenant.id());

        // when
        JsonPath answer = tenant.verify().jsonPath();
        JsonPath others = other.verify().jsonPath();

        // then
        assertThat(answer.getString("state")).isEqualTo("REAUTHORIZATION_REQUIRED");
        assertThat(answer.getString("reason")).isEqualTo("SECRET_UNREADABLE");
        ConnectionEvent event = tenant.awaitConnectionEvent(e -> e.state() == ConnectionState.REAUTHORIZATION_REQUIRED);
        assertThat(event.message()).contains("does not open with this service's keys");
        assertThat(coupa.log().grantCount()).as("none but the first two").isEqualTo(2);
        assertThat(others.getString("state")).isEqualTo("ACTIVE");
        assertThat(othersCoupa.log().grantCount()).isEqualTo(4);
    }

    @Test
    void fetches_another_token_when_the_stored_one_does_not_open() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        other.connect(Coupas.withClient());
        stored.damageTokens(tenant.id(), 1);

        // when
        tenant.connect(coupa);

        // then
        await().atMost(Duration.ofSeconds(20)).until(() -> tenant.state().equals("ACTIVE"));
        for (Task task : Task.all()) {
            TokenEvent token = tenant.awaitTokenEvent(task, t -> true);
            assertThat(token.tokenVersion()).as("the first one that opens").isEqualTo(2);
        }
        assertThat(coupa.log().grantCount()).isEqualTo(4);
        assertThat(other.state()).isEqualTo("ACTIVE");
    }
}
