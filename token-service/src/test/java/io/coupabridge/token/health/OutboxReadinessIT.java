package io.coupabridge.token.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Management;
import io.coupabridge.token.scenario.Stored;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One tenant's event that stays in the outbox. */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(180)
class OutboxReadinessIT {

    private static final Duration IN_TIME = Duration.ofSeconds(90);
    private static final Duration OFTEN = Duration.ofMillis(250);
    private static final String EVENTS = "checks.find { it.name == 'outbox' }.data?.events";

    @Inject
    Stored stored;

    private final Tenant tenant = new Tenant();
    private final Tenant another = new Tenant();

    @AfterEach
    void forgetTheTenants() {
        stored.keepNoEvents();
        tenant.delete();
        another.delete();
    }

    @Test
    void it_is_named_and_takes_rest_from_nobody() {
        // given
        stored.keepEvents(tenant.id());

        // when
        tenant.connect(Coupas.withClient());

        // then
        await().atMost(IN_TIME)
                .pollInterval(OFTEN)
                .until(() -> events().startsWith("wait for Kafka, the oldest for over "));
        assertThat(ready().statusCode()).isEqualTo(200);
        another.connected(Coupas.withClient());
        assertThat(another.state()).isEqualTo("ACTIVE");

        // when
        stored.keepNoEvents();

        // then
        await().atMost(IN_TIME).pollInterval(OFTEN).until(() -> events().isEmpty());
    }

    private static String events() {
        String events = ready().path(EVENTS);
        return events == null ? "" : events;
    }

    private static Response ready() {
        return Management.get("/q/health/ready");
    }
}
