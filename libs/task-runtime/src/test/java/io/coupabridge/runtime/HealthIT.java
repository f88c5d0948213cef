package io.coupabridge.runtime;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.testing.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a task service has from the edge that all services share. */
@QuarkusTest
class HealthIT extends RuntimeTest {

    @Test
    void says_that_broker_databases_and_service_are_ready() {
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(given().get("/q/health/ready").statusCode()).isEqualTo(200));

        // when
        Response ready = given().get("/q/health/ready");

        // then
        assertThat(ready.jsonPath().<String>getList("checks.name"))
                .contains("kafka", "databases", "task-runtime-test")
                .doesNotHaveDuplicates();
        assertThat(ready.jsonPath().getString("checks.find { it.name == 'databases' }.data['request-budget']"))
                .isEqualTo("answers");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/tenants/a b/runs, tenant",
        "/api/v1/tenants/acme/runs?limit=0, limit",
        "/api/v1/tenants/acme/runs?limit=abc, limit",
        "/api/v1/replays?limit=201, limit",
        "/api/v1/tenants/a.b/streams/runs, tenant"
    })
    void names_the_parameter_that_will_not_do(String path, String field) {
        // when
        Response answer = given().auth().oauth2(TestTokens.shared().operator()).get(path);

        // then
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(400);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.jsonPath().getList("violations.field")).containsExactly(field);
    }
}
