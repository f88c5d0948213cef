package io.coupabridge.runtime;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.RunMode;
import io.coupabridge.runtime.ledger.RunStore;
import io.coupabridge.testing.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may do what, over a task service's REST API. The table of roles stands in docs/operate.md. */
@QuarkusTest
class RunAccessIT extends RuntimeTest {

    private static final String ADMIN = "integration-admin";
    private static final Set<String> READERS = Set.of(ADMIN, "platform", "operator", "auditor");
    private static final Set<String> INSPECTORS = Set.of("operator", "auditor");
    private static final Set<String> OPERATORS = Set.of("operator");
    private static final String STREAM = "/api/v1/tenants/{tenant}/streams/runs";

    @Inject
    RunStore runs;

    static Stream<Operation> operations() {
        return Stream.of(
                new Operation("GET", "/api/v1/tenants/{tenant}/runs", READERS),
                new Operation("GET", "/api/v1/runs/00000000-0000-0000-0000-000000000000", READERS),
                new Operation("GET", STREAM, INSPECTORS),
                new Operation("POST", STREAM + "/rebase", OPERATORS),
                new Operation("GET", "/api/v1/replays", INSPECTORS),
                new Operation("POST", "/api/v1/replays", OPERATORS));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void each_operation_is_for_its_roles_alone(Operation operation) {
        // when
        Response nobodys = operation.call(given(), tenant.value());

        // then
        assertThat(nobodys.statusCode()).isEqualTo(401);
        assertThat(nobodys.contentType()).startsWith("application/problem+json");
        for (String role : READERS) {
            int status =
                    operation.call(as(role, tenant.value()), tenant.value()).statusCode();
            if (operation.roles().contains(role)) {
                assertThat(status).as(role).isNotIn(401, 403).isLessThan(500);
            } else {
                assertThat(status).as(role).isEqualTo(403);
            }
        }
    }

    @Test
    void a_run_is_seen_by_its_own_tenant_alone() {
        // given
        awaitStart();
        UUID command = platform.run(tenant, RunMode.FULL);
        await().atMost(SOON).until(() -> runs.find(command).isPresent());
        UUID nowhere = UUID.randomUUID();

        // when
        Response own = as(ADMIN, tenant.value()).get("/api/v1/runs/{id}", command);
        Response foreign = as(ADMIN, "somebody-else").get("/api/v1/runs/{id}", command);
        Response unknown = as(ADMIN, "somebody-else").get("/api/v1/runs/{id}", nowhere);

        // then
        assertThat(own.jsonPath().getString("tenantId")).isEqualTo(tenant.value());
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(foreign.asString()).isEqualTo(unknown.asString().replace(nowhere.toString(), command.toString()));
    }

    @Test
    void the_runs_of_another_tenant_are_those_of_one_that_is_not_there() {
        // given
        awaitStart();
        UUID command = platform.run(tenant, RunMode.FULL);
        await().atMost(SOON).until(() -> runs.find(command).isPresent());

        // when
        Response own = as(ADMIN, tenant.value()).get("/api/v1/tenants/{tenant}/runs", tenant.value());
        Response foreign = as(ADMIN, "somebody-else").get("/api/v1/tenants/{tenant}/runs", tenant.value());
        Response unknown = as(ADMIN, "somebody-else").get("/api/v1/tenants/{tenant}/runs", "never-seen");

        // then
        assertThat(own.jsonPath().getList("commandId")).containsExactly(command.toString());
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(foreign.asString()).isEqualTo(unknown.asString().replace("never-seen", tenant.value()));
    }

    private static RequestSpecification as(String role, String... tenants) {
        return given().auth().oauth2(TestTokens.shared().of(role, tenants));
    }

    private record Operation(String method, String path, Set<String> roles) {

        Response call(RequestSpecification caller, String tenant) {
            RequestSpecification request = caller.contentType("application/json");
            if (method.equals("POST")) {
                request.body("{}");
            }
            return path.contains("{") ? request.request(method, path, tenant) : request.request(method, path);
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }
}
