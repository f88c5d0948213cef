package io.coupabridge.token.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.LinkVisitor;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much one link may ask for. */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class ConnectBoundsIT {

    private final Tenant tenant = new Tenant();

    /** So that its tokens are not renewed whenever a later test moves the clock. */
    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    @Test
    void verifying_again_while_coupa_is_asked_changes_nothing() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        coupa.latency(Duration.ofMillis(700));
        LinkVisitor link = LinkVisitor.of(tenant);
        link.enter(coupa.origin().toString(), "client", Coupas.secret(coupa));

        // when
        int status = link.verify().statusCode();

        // then
        assertThat(status).isEqualTo(303);
        assertThat(link.awaitVerdict()).contains("data-outcome=\"CONNECTED\"");
        assertThat(tenant.audit().getList("entries.action")).doesNotContain("VERIFICATION_REQUESTED");
    }

    @Test
    void a_link_asks_coupa_so_often_an_hour_and_no_more() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        LinkVisitor link = LinkVisitor.of(tenant);
        for (int i = 0; i < 20; i++) {
            link.enter(coupa.origin().toString(), "client", "wrong-secret-" + i)
                    .then()
                    .statusCode(303);
        }

        // when
        Response refused = link.enter(coupa.origin().toString(), "client", Coupas.secret(coupa));

        // then
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.asString()).contains("20 times an hour", "Nothing was changed");
        link.awaitVerdict();
        assertThat(tenant.state()).isEqualTo("REAUTHORIZATION_REQUIRED");
    }
}
