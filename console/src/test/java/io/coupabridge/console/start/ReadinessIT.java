package io.coupabridge.console.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.console.ConsoleTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** Pages are there for whoever has the database. */
@QuarkusTest
class ReadinessIT extends ConsoleTest {

    @Test
    void readiness_is_that_of_the_database_alone() {
        // given
        eventually(() -> assertThat(ready().statusCode()).isEqualTo(200));

        // when
        Response ready = ready();

        // then
        assertThat(ready.jsonPath().getList("checks.name", String.class))
                .contains("console", "databases")
                .doesNotContain("kafka", "consumers");
    }

    private static Response ready() {
        int port = ConfigProvider.getConfig().getValue("quarkus.management.port", Integer.class);
        return RestAssured.given().port(port).get("/q/health/ready");
    }
}
