package io.coupabridge.token.connecting;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Stored;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class LegacyApiKeyIT {

    private static final String KEY = "0123456789abcdef0123456789abcdef01234567";

    @Inject
    Stored stored;

    private final Tenant tenant = new Tenant();

    /** So that its tokens are not renewed whenever a later test moves the clock. */
    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    @Test
    void must_be_reauthorized_since_coupa_answers_401_and_the_key_is_erased() {
        // given
        CoupaInstance coupa = Coupas.withClient();

        // when
        Response answer = tenant.importApiKey(coupa, KEY);

        // then
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(answer.jsonPath().getString("state")).isEqualTo("REAUTHORIZATION_REQUIRED");
        assertThat(answer.jsonPath().getString("reason")).isEqualTo("API_KEY_RETIRED");
        assertThat(coupa.log().apiRequests())
                .singleElement()
                .satisfies(r -> assertThat(r.headers()).containsEntry("x-coupa-api-key", KEY));
        assertThat(stored.sealedCredential(tenant.id())).isNull();
        ConnectionEvent event = tenant.awaitConnectionEvent(e -> e.state() == ConnectionState.REAUTHORIZATION_REQUIRED);
        assertThat(event.reason()).isEqualTo("API_KEY_RETIRED");
        assertThat(event.clientId()).isNull();
    }

    @Test
    void works_once_it_is_reauthorized_with_a_client() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.importApiKey(coupa, KEY);

        // when
        JsonPath answer = tenant.connect(coupa).jsonPath();

        // then
        assertThat(answer.getString("state")).isEqualTo("ACTIVE");
        assertThat(answer.getString("tasks.EXPENSE_DISCOVERY.verdict")).isEqualTo("GRANTED");
    }

    @Test
    void says_another_answer_as_it_is_and_still_does_not_use_the_key() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        coupa.faults().always(Fault.status(403));

        // when
        JsonPath answer = tenant.importApiKey(coupa, KEY).jsonPath();

        // then
        assertThat(answer.getString("reason")).isEqualTo("API_KEY_NOT_USED");
        assertThat(answer.getString("message")).contains("403");
        assertThat(stored.sealedCredential(tenant.id())).isNull();
    }

    @Test
    void does_not_replace_a_client() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa);

        // when
        Response answer = tenant.importApiKey(coupa, KEY);

        // then
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(tenant.state()).isEqualTo("ACTIVE");
    }
}
