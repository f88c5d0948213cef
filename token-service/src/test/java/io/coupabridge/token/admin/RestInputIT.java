package io.coupabridge.token.admin;

import static io.coupabridge.token.scenario.Operator.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class RestInputIT {

    private static final String PLANTED = "planted-secret-5f2c";

    private final Tenant tenant = new Tenant();

    /** So that its tokens are not renewed whenever a later test moves the clock. */
    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://acme.coupahost.com",
                "https://169.254.169.254",
                "https://2130706433",
                "https://0x7f000001",
                "https://[::ffff:127.0.0.1]",
                "https://127.0.0.1",
                "https://acme.example.com",
                "https://acme.coupahost.com.attacker.net",
                "https://x.cso.coupahost.com",
                "https://notcoupahost.com",
                "https://supplier.coupahost.com",
                "https://user:planted-secret-5f2c@acme.coupahost.com",
                "https://acme.coupahost.com:8443",
                "https://acme..coupahost.com",
                "https://acme.coupahost.com\\@attacker.net",
                "https://acme%2ecoupahost.com",
                "https://xn--acme-x.coupahost.com",
                "file:///etc/passwd",
                "javascript:alert(1)",
                "",
                "   ",
                "http://127.0.0.1:9"
            })
    void refuses_addresses_that_are_not_of_a_coupa_instance(String baseUrl) {
        // when
        Response answer = tenant.put(Map.of("baseUrl", baseUrl, "clientId", "client", "clientSecret", PLANTED));

        // then
        assertRefused(answer, "baseUrl");
    }

    @Test
    void refuses_secrets_that_are_blank_or_too_long() {
        for (String secret : new String[] {"", "   ", PLANTED.repeat(600)}) {
            // when
            Response answer = tenant.put(
                    Map.of("baseUrl", "https://acme.coupahost.com", "clientId", "client", "clientSecret", secret));

            // then
            assertRefused(answer, "clientSecret");
        }
    }

    @Test
    void names_every_field_that_will_not_do() {
        // when
        Response answer = tenant.put(Map.of("baseUrl", "http://acme.coupahost.com", "clientSecret", " "));

        // then
        assertThat(answer.jsonPath().getList("violations.field"))
                .containsExactly("baseUrl", "clientId", "clientSecret");
    }

    @Test
    void wants_a_secret_for_a_new_connection() {
        // when
        Response answer = tenant.put(Map.of("baseUrl", "https://acme.coupahost.com", "clientId", "client"));

        // then
        assertRefused(answer, "clientSecret");
        assertThat(given().get("/api/v1/tenants/{id}/connection", tenant.id()).statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"baseUrl\":\"a\",\"clientId\":\"b\",\"clientSecret\":\"planted-secret-5f2c\",\"extra\":1} | body",
                "{\"clientSecret\":\"planted-secret-5f2c\"                                                   | body",
                "planted-secret-5f2c                                                                         | body",
                "{\"clientSecret\":[\"planted-secret-5f2c\"]}                                                | clientSecret",
                "[]                                                                                          | body",
                "{\"planted-secret-5f2c\":1}                                                                 | body",
            })
    void names_unknown_fields_and_broken_json(String body, String field) {
        // when
        Response answer = tenant.put(body);

        // then
        assertRefused(answer, field);
    }

    @Test
    void refuses_bodies_that_are_far_too_large() {
        // when
        Response answer = tenant.put("{\"clientSecret\":\"" + "x".repeat(100_000) + "\"}");

        // then
        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"attacker.example", "127.0.0.1.attacker.example:8081", "[::2]", ""})
    void does_not_answer_to_a_host_of_somebody_else(String host) {
        // when
        Response answer = given().header("Host", host).get("/api/v1/connections");

        // then
        assertProblem(answer, 421);
        assertThat(answer.asString()).doesNotContain("attacker");
    }

    /** A header that is folded becomes such a one. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8081 attacker", "127.0.0.1 attacker"})
    void refuses_a_host_header_that_names_no_host(String host) {
        // when
        Response answer = given().header("Host", host).get("/api/v1/connections");

        // then
        assertProblem(answer, 400);
        assertThat(answer.asString()).contains("Host").doesNotContain("attacker");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/live", "/q/metrics"})
    void has_neither_health_nor_metrics_where_the_api_is(String path) {
        assertThat(given().get(path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://attacker.example", "null", "http://127.0.0.1.attacker.example"})
    void refuses_a_web_page_of_another_origin(String origin) {
        // when
        Response answer = given().header("Origin", origin).get("/api/v1/connections");

        // then
        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a b", "ä", "a.b", "a%2Fb", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void refuses_odd_tenants(String id) {
        // when
        Response answer = given().urlEncodingEnabled(true).get("/api/v1/tenants/{id}/connection", id);

        // then
        assertThat(answer.statusCode()).isIn(400, 404);
        assertThat(answer.contentType()).startsWith("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "26", "-1", "1.5", "\"20\"", "null", "99999999999"})
    void refuses_ceilings_beyond_coupas_limit(String value) {
        // when
        Response answer = given().contentType("application/json")
                .body("{\"requestsPerSecond\":" + value + "}")
                .put("/api/v1/tenants/{id}/request-ceiling", tenant.id());

        // then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.jsonPath().getString("violations[0].field")).isIn("requestsPerSecond", "body");
    }

    @Test
    void answers_problems_for_what_is_not_there() {
        assertProblem(given().get("/api/v1/tenants/{id}/connection", tenant.id()), 404);
        assertProblem(tenant.verify(), 404);
        assertProblem(tenant.delete(), 404);
        assertProblem(given().get("/api/v1/nothing"), 404);
        assertProblem(given().post("/api/v1/connections"), 405);
        assertProblem(given().contentType("text/plain").body("x").put("/api/v1/tenants/a/connection"), 415);
        assertProblem(given().get("/api/v1/connections?state=BROKEN"), 400);
        assertProblem(given().get("/api/v1/connections?limit=0"), 400);
        assertProblem(given().get("/api/v1/tenants/a/audit?limit=501"), 400);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/connections?after=%00, after",
        "/api/v1/connections?after=a%20b, after",
        "/api/v1/connections?limit=abc, limit",
        "/api/v1/connections?stat=ACTIVE, query",
        "/api/v1/connections?planted-secret-5f2c=1, query",
        "/api/v1/tenants/a/audit?after=7, query",
        "/api/v1/connections?limit=1.5, limit",
        "/api/v1/connections?state=ACTIVE&state=BROKEN, state",
        "/api/v1/connections?state=, state",
        "/api/v1/connections?state=ACTIVE&state, state",
        "/api/v1/connections?state=UNKNOWN, state",
        "/api/v1/connections?attention=yes, attention",
        "/api/v1/connections?attention=false, attention",
        "/api/v1/connections?limit=1&limit=2, limit",
        "/api/v1/connections?after=a&after=b, after",
        "/api/v1/connections/counts?state=ACTIVE, query",
        "/api/v1/connections?limit=99999999999999999999, limit",
        "/api/v1/tokens?limit=501, limit",
        "/api/v1/tokens?state=ISSUED, query",
        "/api/v1/tokens?after=northwind, after",
        "/api/v1/tokens?after=2026-11-23T13:29:55Z/northwind/NO_TASK, after",
        "/api/v1/tokens?after=2026-11-23T13:29:55Z/a%20b/APPLICATION_ROSTER, after",
        "/api/v1/tokens?after=planted-secret-5f2c/northwind/APPLICATION_ROSTER, after",
        "/api/v1/tokens?after=2026-11-23T13:29:55Z/northwind/APPLICATION_ROSTER/early, after",
        "/api/v1/tokens?after=-1000000000-01-01T00:00:00Z/northwind/APPLICATION_ROSTER/late, after",
        "/api/v1/tokens/counts?limit=1, query",
        "/api/v1/hosts?limit=0, limit",
        "/api/v1/hosts?after=%00, after",
        "/api/v1/hosts?after=a%20b, after",
        "/api/v1/hosts?host=a, query",
        "/api/v1/tenants/a/audit?limit=abc, limit",
        "/api/v1/tenants/a/audit?before=abc, before"
    })
    void names_the_parameter_that_will_not_do(String path, String field) {
        // when
        Response answer = given().get(path);

        // then
        assertRefused(answer, field);
    }

    @Test
    void refuses_a_time_that_no_database_holds() {
        // when
        Response answer = given().urlEncodingEnabled(false)
                .get("/api/v1/tokens?after=%2B1000000000-01-01T00:00:00Z/northwind/APPLICATION_ROSTER");

        // then
        assertRefused(answer, "after");
        assertThat(answer.jsonPath().getString("violations[0].message")).contains("It must be the next of a page");
    }

    @Test
    void lists_the_states_that_there_are() {
        // when
        Response answer = given().get("/api/v1/connections?state=planted-secret-5f2c");

        // then
        assertRefused(answer, "state");
        assertThat(answer.jsonPath().getString("violations[0].message"))
                .contains("PENDING, ACTIVE, DEGRADED, REAUTHORIZATION_REQUIRED, DISCONNECTED");
    }

    @Test
    void a_change_with_a_parameter_that_is_not_known_changes_nothing() {
        // when
        Response answer = given().delete("/api/v1/tenants/{id}/connection?erase=true", tenant.id());

        // then
        assertRefused(answer, "query");
    }

    @Test
    void documents_every_body_with_an_example() {
        // when
        String document = given().accept("application/json").get("/q/openapi").asString();

        // then
        assertThat(document)
                .contains("/api/v1/tenants/{tenant}/connection")
                .contains("/api/v1/tenants/{tenant}/connection/verify")
                .contains("/api/v1/tenants/{tenant}/connection/legacy-api-key")
                .contains("/api/v1/tenants/{tenant}/request-ceiling")
                .contains("/api/v1/tenants/{tenant}/audit")
                .contains("/api/v1/connections")
                .contains("/api/v1/connections/counts")
                .contains("as shown by Coupa when the client was created")
                .contains("API_KEY_RETIRED");
        assertThat(given().get("/q/swagger-ui/").statusCode()).isEqualTo(200);
    }

    @Test
    void lets_no_browser_guess_frame_keep_or_tell_of_an_answer() {
        // given
        Response good = given().get("/api/v1/connections");
        Response unknown = given().get("/api/v1/nothing");
        Response refused = given().header("Host", "attacker.example").get("/api/v1/connections");
        Response large = tenant.put("x".repeat(100_000));
        Response nobodys = RestAssured.given().get("/api/v1/connections");

        for (Response answer : List.of(good, unknown, refused, large, nobodys)) {
            // then
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertThat(answer.headers().getValues("Content-Security-Policy"))
                    .containsExactly("default-src 'none'; frame-ancestors 'none'");
            // it is for an answer over https
            assertThat(answer.header("Strict-Transport-Security")).isNull();
        }
    }

    @Test
    void lets_swagger_ui_run_its_own_scripts_and_no_others() {
        // when
        Response page = given().get("/q/swagger-ui/");

        // then
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.asString())
                .contains("<script src=\"swagger-ui-bundle.js\"")
                .contains("<script>");
        assertThat(page.asString()).doesNotContain("src=\"http").doesNotContain("href=\"http");
        assertThat(page.headers().getValues("Content-Security-Policy"))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("script-src 'self' 'unsafe-inline'")
                .contains("frame-ancestors 'none'");
        assertThat(given().get("/q/swagger-ui/swagger-ui-bundle.js").statusCode())
                .isEqualTo(200);
    }

    private static void assertRefused(Response answer, String field) {
        assertProblem(answer, 400);
        assertThat(answer.jsonPath().getList("violations.field")).contains(field);
        assertThat(answer.jsonPath().getString("violations[0].message")).isNotBlank();
        assertThat(answer.asString()).doesNotContain(PLANTED);
    }

    private static void assertProblem(Response answer, int status) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.jsonPath().getInt("status")).isEqualTo(status);
    }
}
