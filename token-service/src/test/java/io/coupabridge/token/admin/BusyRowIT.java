package io.coupabridge.token.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.token.connection.Connections;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class BusyRowIT {

    @Inject
    Connections connections;

    private final Tenant tenant = new Tenant();

    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    @Test
    void is_a_reason_to_try_again_and_no_fault_of_the_service() {
        // given
        tenant.connect(Coupas.withClient());

        // when somebody keeps the connection's row for longer than callers wait
        Response answer = QuarkusTransaction.requiringNew().call(() -> {
            connections.lock(tenant.tenantId());
            return tenant.verify();
        });

        // then
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("5");
        assertThat(tenant.verify().statusCode()).isEqualTo(200);
    }
}
