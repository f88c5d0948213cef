package io.coupabridge.console.start;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.console.ConsoleTest;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pages are there for whoever has the database. */
@QuarkusTest
class ReadinessIT extends ConsoleTest {

    @TestHTTPResource(value = "/q/health/ready", management = true)
    URI ready;

    @Test
    void readiness_is_that_of_the_database_alone() {
        eventually(() -> {
            // when
            var answer = given().get(ready);

            // then
            assertThat(answer.statusCode()).isEqualTo(200);
            List<String> checks = answer.jsonPath().getList("checks.name");
            assertThat(checks).contains("console", "databases").doesNotContain("kafka", "consumers");
        });
    }
}
