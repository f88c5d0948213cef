package io.coupabridge.token.admin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.testing.LogListener;
import io.coupabridge.testing.TestTokens;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Management;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Method;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what, over token-service's REST API. The table of roles stands in docs/operate.md. */
@QuarkusTest
@Tag("access")
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class AccessIT {

    private static final String ADMIN = "integration-admin";
    private static final Set<String> WRITERS = Set.of(ADMIN, "platform", "operator");
    private static final Set<String> READERS = Set.of(ADMIN, "platform", "operator", "auditor");
    private static final String LOGGER = "io.coupabridge.edge.access";
    private static final String CONNECTION = "/api/v1/tenants/{tenant}/connection";
    private static final String LINKS = "/api/v1/tenants/{tenant}/connect-links";

    private static final List<Operation> OPERATIONS = List.of(
            new Operation("PUT", CONNECTION, "{}", WRITERS),
            new Operation("GET", CONNECTION, null, READERS),
            new Operation("POST", CONNECTION + "/verify", null, WRITERS),
            new Operation("PUT", CONNECTION + "/tasks", "{\"tasks\":[\"APPLICATION_ROSTER\"]}", WRITERS),
            new Operation("POST", CONNECTION + "/legacy-api-key", "{}", WRITERS),
            new Operation("PUT", "/api/v1/tenants/{tenant}/request-ceiling", "{}", Set.of("operator")),
            new Operation("POST", LINKS, "{}", Set.of("platform", "operator")),
            new Operation("GET", LINKS, null, Set.of("platform", "operator", "auditor")),
            new Operation("DELETE", LINKS + "/none", null, Set.of("platform", "operator")),
            new Operation("GET", "/api/v1/tenants/{tenant}/audit", null, Set.of(ADMIN, "operator", "auditor")),
            new Operation("GET", "/api/v1/audit", null, Set.of("operator", "auditor")),
            new Operation("GET", "/api/v1/doctor", null, Set.of("operator", "auditor")),
            new Operation("GET", "/api/v1/connections", null, Set.of("operator", "auditor")),
            new Operation("GET", "/api/v1/connections/counts", null, Set.of("operator", "auditor")),
            new Operation("GET", "/api/v1/tokens", null, Set.of("operator", "auditor")),
            new Operation("GET", "/api/v1/tokens/counts", null, Set.of("operator", "auditor")),
            new Operation("GET", "/api/v1/hosts", null, Set.of("operator", "auditor")),
            new Operation("DELETE", "/api/v1/tenants/{tenant}", null, Set.of("operator")),
            new Operation("DELETE", CONNECTION, null, WRITERS));

    private final TestTokens tokens = TestTokens.shared();
    private final Tenant tenant = new Tenant();
    private final LogListener lines = new LogListener(LOGGER);

    @AfterEach
    void stopListening() {
        lines.close();
    }

    /** So that its tokens are not renewed whenever a later test moves the clock. */
    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    static Stream<Operation> operations() {
        return OPERATIONS.stream();
    }

    static Stream<Operation> operationsOfAdmins() {
        return operations().filter(operation -> operation.roles().contains(ADMIN));
    }

    /** Those that need one: they are 404 without. */
    static Stream<Operation> operationsOnConnections() {
        return operationsOfAdmins()
                .filter(operation -> operation.path().startsWith(CONNECTION) && !"{}".equals(operation.body()));
    }

    static Stream<Arguments> badTokens() {
        TestTokens tokens = TestTokens.shared();
        long now = Instant.now().getEpochSecond();
        String good = tokens.operator();
        return Stream.of(
                Arguments.of("it has expired", tokens.with(operator("exp", now - 60))),
                Arguments.of("it is not valid yet", tokens.with(operator("nbf", now + 600))),
                Arguments.of("it is for another audience", tokens.with(operator("aud", "another-api"))),
                Arguments.of("it is of another issuer", tokens.with(operator("iss", "https://id.example"))),
                Arguments.of("it is no signed token of the issuer", ForgedTokens.unsigned(good)),
                Arguments.of("its signature is not the issuer's", ForgedTokens.withAnotherRole(good)),
                Arguments.of("it is no signed token of the issuer", ForgedTokens.withThePublicKeyAsSecret(good)),
                Arguments.of("its key is none of the issuer's", tokens.signedByAnUnknownKey(operator("x", 1))),
                Arguments.of("its subject is not 1 to 200", tokens.with(operator("sub", "x".repeat(201)))),
                Arguments.of("its subject is not 1 to 200", tokens.with(operator("sub", "two\nlines"))),
                Arguments.of("it is no signed token of the issuer", "opaque"),
                Arguments.of("it is no signed token of the issuer", "a.b.c"));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void nothing_is_done_for_a_caller_without_a_token(Operation operation) {
        // when
        Response answer = operation.call(given(), tenant.id());

        // then
        assertRefused(answer, 401, "This call needs a bearer token. Send the header Authorization: Bearer");
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    }

    @ParameterizedTest
    @MethodSource("badTokens")
    void a_bad_token_is_refused_with_the_reason_and_without_an_echo(String reason, String token) {
        // when
        Response answer = given().auth().oauth2(token).get("/api/v1/connections");

        // then
        assertRefused(answer, 401, "The token is not accepted: " + reason);
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
        assertThat(answer.asString()).doesNotContain(token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer .", "Bearer ...", "bearer", "Bearer  . . "})
    void a_token_of_dots_is_none(String header) {
        // when
        Response answer = given().header("Authorization", header).get("/api/v1/connections");

        // then
        assertRefused(answer, 401, "This call needs a bearer token.");
    }

    @ParameterizedTest
    @MethodSource("operations")
    void each_operation_is_for_its_roles_alone(Operation operation) {
        for (String role : READERS) {
            // when
            Response answer = operation.call(as(tokens.of(role, tenant.id())), tenant.id());

            // then
            if (operation.roles().contains(role)) {
                assertThat(answer.statusCode()).as(role).isNotIn(401, 403).isLessThan(500);
            } else {
                assertRefused(answer, 403, "No role of yours may do this.");
            }
        }
    }

    @Test
    void a_refusal_says_in_the_log_who_asked_for_what() {
        // given
        String token = tokens.of(ADMIN, "somebody-else");

        // when
        as(token).get(CONNECTION, tenant.id());
        as(token).get("/api/v1/connections");

        // then
        assertThat(lines.lines())
                .containsExactly(
                        "Refused GET /api/v1/tenants/" + tenant.id() + "/connection from 127.0.0.1: 'a-test-" + ADMIN
                                + "' is not of tenant " + tenant.id() + ".",
                        "Refused GET /api/v1/connections from 127.0.0.1: 'a-test-" + ADMIN
                                + "' has no role that may do it.");
    }

    @Test
    void a_method_about_a_tenant_is_closed_that_does_not_say_for_whom_it_is() {
        // when
        Response nobodys = given().get("/test/{tenant}/open", tenant.id());
        Response operators = as(tokens.operator()).get("/test/{tenant}/open", tenant.id());

        // then
        assertRefused(nobodys, 403, "No role of yours may do this.");
        assertRefused(operators, 403, "No role of yours may do this.");
    }

    @Test
    void a_role_that_is_none_may_do_nothing() {
        // when
        Response answer = given().auth().oauth2(tokens.of("root", tenant.id())).get("/api/v1/connections");

        // then
        assertRefused(answer, 403, "No role of yours may do this.");
    }

    @ParameterizedTest
    @MethodSource("operationsOfAdmins")
    void another_tenant_is_as_unknown_as_one_that_is_not_there(Operation operation) {
        // given
        tenant.connected(Coupas.withClient());
        String stored = tenant.read().prettify();
        String stranger = tokens.of(ADMIN, "somebody-else");

        // when
        Response there = operation.call(as(stranger), tenant.id());
        Response nowhere = operation.call(as(stranger), "never-seen");

        // then
        assertThat(there.statusCode()).isEqualTo(404);
        assertThat(nowhere.statusCode()).isEqualTo(404);
        assertThat(there.asString()).isEqualTo(nowhere.asString().replace("never-seen", tenant.id()));
        assertThat(headers(there)).isEqualTo(headers(nowhere));
        assertThat(tenant.read().prettify()).isEqualTo(stored);
    }

    @ParameterizedTest
    @MethodSource("operationsOnConnections")
    void a_tenant_of_ones_own_that_is_not_connected_has_the_same_answer(Operation operation) {
        // given
        tenant.connected(Coupas.withClient());

        // when
        Response own = operation.call(as(tokens.of(ADMIN, "never-seen")), "never-seen");
        Response foreign = operation.call(as(tokens.of(ADMIN, "somebody-else")), tenant.id());

        // then
        assertThat(own.statusCode()).isEqualTo(404);
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(foreign.asString()).isEqualTo(own.asString().replace("never-seen", tenant.id()));
        assertThat(headers(foreign)).isEqualTo(headers(own));
    }

    @Test
    void a_claim_that_names_no_tenant_opens_none() {
        List<Object> claims = List.of(
                "*",
                "",
                List.of(),
                List.of("*"),
                7,
                true,
                Map.of("id", tenant.id()),
                List.of(7, List.of(tenant.id()), "bad tenant"),
                tenant.id() + "," + tenant.id());
        for (Object claim : claims) {
            // when
            Response answer = given().auth()
                    .oauth2(tokens.with(Map.of("sub", "a-test", "roles", List.of(ADMIN), "tenants", claim)))
                    .get("/api/v1/tenants/{tenant}/audit", tenant.id());

            // then
            assertThat(answer.statusCode()).as(claim.toString()).isEqualTo(404);
        }
    }

    @Test
    void a_claim_with_many_tenants_opens_these_or_is_refused_for_its_size() {
        for (int size : new int[] {300, 10_000}) {
            // given
            List<String> names =
                    IntStream.range(0, size).mapToObj(i -> "t-" + i).toList();
            String token = tokens.with(Map.of("sub", "a-test", "roles", List.of(ADMIN), "tenants", names));

            // when
            int named = as(token).get("/api/v1/tenants/t-299/audit").statusCode();
            int other = as(token).get("/api/v1/tenants/t-x/audit").statusCode();

            // then
            assertThat(named).isEqualTo(size == 300 ? 200 : 431);
            assertThat(other).isEqualTo(size == 300 ? 404 : 431);
        }
    }

    @Test
    void an_auditor_who_administers_one_tenant_changes_no_other() {
        // given
        String token =
                tokens.with(Map.of("sub", "a-test", "roles", List.of(ADMIN, "auditor"), "tenants", "somebody-else"));

        // when
        int read = as(token).get("/api/v1/tenants/{tenant}/audit", tenant.id()).statusCode();
        int changed = as(token).post(CONNECTION + "/verify", tenant.id()).statusCode();
        Response own = as(token).post(CONNECTION + "/verify", "somebody-else");

        // then
        assertThat(read).isEqualTo(200);
        assertThat(changed).isEqualTo(404);
        assertThat(own.jsonPath().getString("detail")).contains("no connection of tenant somebody-else");
    }

    @Test
    void the_trail_names_the_callers_subject() {
        // given
        tenant.connected(Coupas.withClient());
        String token = tokens.with(Map.of("sub", "m.okafor", "roles", List.of(ADMIN), "tenants", tenant.id()));

        // when
        as(token).delete(CONNECTION, tenant.id()).then().statusCode(204);

        // then
        assertThat(tenant.audit().getList("entries.subject", String.class))
                .containsSubsequence("m.okafor", "a-test-operator");
    }

    @Test
    void the_trail_keeps_the_longest_subject() {
        // given
        String subject = "x".repeat(200);
        String token = tokens.with(Map.of("sub", subject, "roles", List.of(ADMIN), "tenants", tenant.id()));
        CoupaInstance coupa = Coupas.withClient();
        Map<String, String> body = Map.of(
                "baseUrl", coupa.origin().toString(), "clientId", "client", "clientSecret", Coupas.secret(coupa));

        // when
        Response answer = as(token).contentType("application/json").body(body).put(CONNECTION, tenant.id());

        // then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(tenant.audit().getList("entries.subject", String.class)).contains(subject);
    }

    @Test
    void nothing_in_the_document_of_the_api_is_open_but_the_page_of_a_link() {
        // given
        Map<String, Map<String, Object>> paths =
                given().accept("application/json").get("/q/openapi").jsonPath().getMap("paths");
        Map<String, Integer> statuses = new TreeMap<>();

        // when
        paths.forEach((path, operations) -> operations.keySet().stream()
                .filter(method -> Set.of("get", "put", "post", "delete").contains(method))
                .forEach(method -> statuses.put(
                        method + " " + path,
                        given().contentType("application/json")
                                .request(Method.valueOf(method.toUpperCase(Locale.ROOT)), path.replaceAll("[{}]", ""))
                                .statusCode())));

        // then
        assertThat(statuses).hasSizeGreaterThan(OPERATIONS.size());
        assertThat(statuses.remove("get /connect/{token}")).isEqualTo(404);
        assertThat(statuses.remove("post /connect/{token}")).isEqualTo(404);
        assertThat(statuses)
                .allSatisfy(
                        (operation, status) -> assertThat(status).as(operation).isEqualTo(401));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/connect/../api/v1/connections",
                "/connect/assets/../../api/v1/connections",
                "/connect/x/../../api/v1/connections",
                "/connect/%2e%2e/api/v1/connections"
            })
    void no_way_through_the_page_of_a_link_leads_to_the_api(String path) {
        assertThat(given().urlEncodingEnabled(false).get(path).statusCode()).isIn(401, 404);
    }

    @Test
    void health_metrics_and_the_document_of_the_api_want_no_token() {
        for (String path : List.of("/q/health/ready", "/q/health/live", "/q/metrics")) {
            // readiness comes up a moment after the start
            await(path)
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> Management.get(path).statusCode() == 200);
        }
        assertThat(given().get("/q/openapi").statusCode()).isEqualTo(200);
        assertThat(as("opaque").get("/q/openapi").statusCode()).isEqualTo(200);
    }

    private static RequestSpecification as(String token) {
        return given().auth().oauth2(token);
    }

    private static List<String> headers(Response answer) {
        return answer.headers().asList().stream().map(h -> h.getName()).toList();
    }

    private static void assertRefused(Response answer, int status, String words) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.jsonPath().getInt("status")).isEqualTo(status);
        assertThat(answer.jsonPath().getString("detail")).startsWith(words);
    }

    private static Map<String, Object> operator(String claim, Object value) {
        Map<String, Object> claims = new HashMap<>(Map.of("sub", "a-test", "roles", List.of("operator")));
        claims.put(claim, value);
        return claims;
    }

    private record Operation(String method, String path, String body, Set<String> roles) {

        Response call(RequestSpecification caller, String tenant) {
            RequestSpecification request = body == null
                    ? caller
                    : caller.contentType("application/json").body(body);
            return path.contains("{") ? request.request(method, path, tenant) : request.request(method, path);
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** An operation of the kind that the build refuses in a service. */
    @Path("/test/{tenant}/open")
    public static final class Open {

        @GET
        @PermitAll
        @org.eclipse.microprofile.openapi.annotations.Operation(hidden = true)
        public String open() {
            return "open";
        }
    }
}
