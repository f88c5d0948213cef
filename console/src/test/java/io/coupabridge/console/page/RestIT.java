package io.coupabridge.console.page;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.console.ConsoleTest;
import io.coupabridge.testing.Browser;
import io.coupabridge.testing.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The console's doctor and trail by REST, for scripts. */
@QuarkusTest
class RestIT extends ConsoleTest {

    private static final TestTokens TOKENS = TestTokens.shared();
    private static final String DOCTOR = "/api/v1/doctor";

    @ParameterizedTest
    @CsvSource({
        "operator, 200, 200",
        "auditor, 200, 200",
        "platform, 403, 403",
        "integration-admin, 403, 403",
        "nobody, 403, 403"
    })
    void the_doctor_and_the_trail_are_for_their_roles(String role, int doctor, int trail) {
        assertThat(as(TOKENS.of(role, tenant.value()), DOCTOR).statusCode()).isEqualTo(doctor);
        assertThat(as(TOKENS.of(role, tenant.value()), "/api/v1/audit").statusCode())
                .isEqualTo(trail);
    }

    @Test
    void the_doctor_says_what_it_looked_at() {
        // when
        Response answer = as(TOKENS.operator(), DOCTOR);

        // then
        assertThat(answer.contentType()).startsWith("application/json");
        assertThat(answer.jsonPath().getMap("$")).containsKeys("healthy", "findings");
    }

    @Test
    void who_has_no_token_is_told_so_and_not_sent_to_the_issuer() {
        // when
        Response answer = given().redirects().follow(false).get(DOCTOR);

        // then
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
        assertThat(answer.cookies()).isEmpty();
    }

    @Test
    void a_session_is_no_token() {
        // given
        Browser operator = Browser.of(console, "operator");

        // when
        HttpResponse<String> answer = operator.get(DOCTOR);

        // then
        assertThat(answer.statusCode()).isEqualTo(401);
    }

    @Test
    void a_token_is_no_session() {
        // when
        Response page = given().redirects()
                .follow(false)
                .header("Accept", "text/html")
                .auth()
                .oauth2(TOKENS.operator())
                .get("/tenants");

        // then
        assertThat(page.statusCode()).isEqualTo(302);
        assertThat(page.header("Location")).contains("/authorize");
    }

    @ParameterizedTest
    @ValueSource(strings = {"coupa-bridge-console", "another-api"})
    void a_token_for_somebody_else_is_refused_with_the_reason(String audience) {
        // given
        String token = TOKENS.with(Map.of("sub", "a-test", "roles", List.of("operator"), "aud", audience));

        // when
        Response answer = as(token, DOCTOR);

        // then
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.jsonPath().getString("detail")).contains("it is for another audience");
        assertThat(answer.asString()).doesNotContain(token);
    }

    @Test
    void the_trail_of_a_tenant_is_for_its_administrator_and_unknown_to_others() {
        // given
        String path = "/api/v1/tenants/" + tenant + "/audit";

        // then
        assertThat(as(TOKENS.of("integration-admin", tenant.value()), path).statusCode())
                .isEqualTo(200);
        assertThat(as(TOKENS.of("integration-admin", "somebody-else"), path).statusCode())
                .isEqualTo(404);
    }

    private static Response as(String token, String path) {
        return given().redirects().follow(false).auth().oauth2(token).get(path);
    }
}
