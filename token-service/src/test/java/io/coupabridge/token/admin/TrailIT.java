package io.coupabridge.token.admin;

import static io.coupabridge.token.scenario.Operator.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.trail.Detail;
import io.coupabridge.edge.trail.Trail;
import io.coupabridge.edge.trail.TrailTool;
import io.coupabridge.edge.trail.Who;
import io.coupabridge.testing.TestPostgres;
import io.coupabridge.testing.TestTokens;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TestClock;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The audit trail in the database: whole, only appended to, and telling of what was refused too. */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class TrailIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String CONNECTION = "/api/v1/tenants/{tenant}/connection";

    @Inject
    TestClock clock;

    @Inject
    Trail trail;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.datasource.username")
    String user;

    @ConfigProperty(name = "quarkus.datasource.password", defaultValue = "unset")
    String password;

    @TempDir
    Path folder;

    private final TestTokens tokens = TestTokens.shared();
    private final Tenant tenant = new Tenant();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** So that its tokens are not renewed whenever a later test moves the clock. */
    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    @Test
    void writers_at_the_same_time_leave_a_whole_chain() throws Exception {
        // given
        int writers = 8;
        int each = 25;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        Callable<Void> writing = () -> {
            for (int i = 0; i < each; i++) {
                trail.append(tenant.tenantId(), Who.SERVICE, "TRIED", Detail.of("number", i));
            }
            return null;
        };

        // when
        for (Future<Void> done : threads.invokeAll(
                IntStream.range(0, writers).mapToObj(i -> writing).toList())) {
            done.get();
        }
        threads.shutdown();

        // then
        List<Long> positions = given().get("/api/v1/tenants/{id}/audit?limit=500", tenant.id())
                .jsonPath()
                .getList("entries.position", Long.class);
        assertThat(positions)
                .hasSize(writers * each)
                .isEqualTo(LongStream.iterate(writers * each, position -> position - 1)
                        .limit(writers * each)
                        .boxed()
                        .toList());
        assertThat(verify(export("tenant=" + tenant.id()))).as(told()).isZero();
    }

    @Test
    void an_entry_is_there_if_and_only_if_the_change_is() {
        // given
        tenant.connected(Coupas.withClient());
        List<String> before = actions();

        // when
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    trail.append(tenant.tenantId(), Who.SERVICE, "TRIED", Detail.NONE);
                    throw new IllegalStateException("undone");
                }))
                .hasMessage("undone");

        // then
        assertThat(actions()).isEqualTo(before).contains("CONNECTION_SAVED", "STATE_CHANGED", "TOKEN_GRANTED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update trail_entry set action = 'X' where tenant = 'nobody'",
                "delete from trail_entry where tenant = 'nobody'",
                "truncate trail_entry",
                "update trail_origin set subject = 'X' where tenant = 'nobody'"
            })
    void the_database_refuses_changes_of_the_trail(String statement) {
        assertThatThrownBy(() -> execute(statement)).hasMessageContaining("The audit trail is only appended to.");
    }

    @Test
    void the_command_finds_what_was_changed_behind_the_databases_back() throws Exception {
        // given
        String id = "tampered-" + UUID.randomUUID();
        for (int i = 0; i < 5; i++) {
            trail.append(new TenantId(id), Who.SERVICE, "TRIED", Detail.of("number", i));
        }
        Path earlier = file(export("tenant=" + id));
        assertThat(verifyDatabase()).as(told()).isZero();

        // when
        execute("set session_replication_role = replica; update trail_entry set detail = '{\"number\":\"9\"}' where"
                + " tenant = '" + id + "' and position = 3; set session_replication_role = origin");

        // then
        assertThat(verifyDatabase()).isEqualTo(1);
        assertThat(told()).contains("Entry 3 of tenant " + id + " breaks the chain: its hash is not");

        // when
        execute("set session_replication_role = replica; delete from trail_entry where tenant = '" + id
                + "' and position > 2; set session_replication_role = origin");

        // then
        assertThat(verifyDatabase("--earlier", earlier.toString())).isEqualTo(1);
        assertThat(told()).contains("The trail of tenant " + id + " was cut off behind entry 2.");

        // when
        execute("set session_replication_role = replica; delete from trail_entry where tenant = '" + id
                + "'; set session_replication_role = origin");

        // then
        assertThat(verifyDatabase()).as("without an earlier export").isZero();
        assertThat(verifyDatabase("--earlier", earlier.toString())).isEqualTo(1);
        assertThat(told()).contains("The trail of tenant " + id + " is gone.");
    }

    @Test
    void an_export_holds_who_did_it_and_from_where() throws IOException {
        // given
        String token = tokens.with(Map.of(
                "sub", "m.okafor", "azp", "console", "roles", List.of("integration-admin"), "tenants", tenant.id()));
        tenant.connect(Coupas.withClient());

        // when
        as(token).delete(CONNECTION, tenant.id()).then().statusCode(204);

        // then
        String export = export("tenant=" + tenant.id());
        String deleted = export.lines()
                .filter(line -> line.contains("CONNECTION_DELETED"))
                .findFirst()
                .orElseThrow();
        assertThat(deleted)
                .contains("\"roles\":\"integration-admin\"")
                .contains("\"subject\":\"m.okafor\",\"client\":\"console\",\"address\":\"127.0.0.1\"");
        assertThat(verify(export)).as(told()).isZero();
    }

    @Test
    void an_export_of_a_time_holds_what_was_done_then() throws Exception {
        // given
        String id = "times-" + UUID.randomUUID();
        trail.append(new TenantId(id), Who.SERVICE, "FIRST", Detail.NONE);
        clock.advance(Duration.ofSeconds(1));
        Instant between = clock.instant();
        clock.advance(Duration.ofSeconds(1));
        trail.append(new TenantId(id), Who.SERVICE, "SECOND", Detail.NONE);

        // when
        String before = export("tenant=" + id + "&to=" + between);
        String after = export("tenant=" + id + "&from=" + between);

        // then
        assertThat(before).contains("FIRST").doesNotContain("SECOND").contains("\"complete\":false");
        assertThat(after).contains("SECOND").doesNotContain("FIRST");
        assertThat(verify(before)).as(told()).isZero();
        assertThat(verify(after)).as(told()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tenant=a%20b", "from=yesterday", "to=%2B999999999-01-01T00:00:00Z", "till=x"})
    void an_export_of_nonsense_is_refused(String query) {
        assertThat(given().get("/api/v1/audit?" + query).statusCode()).isEqualTo(400);
    }

    /** An auditor may paste a secret there. */
    @Test
    void an_export_of_a_tenant_without_a_trail_is_not_found_and_repeats_nothing() {
        // when
        Response answer = as(tokens.of("auditor")).get("/api/v1/audit?tenant=" + tenant.id());

        // then
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.asString())
                .contains("There is no trail of this tenant")
                .doesNotContain(tenant.id());
    }

    @Test
    void requests_about_a_tenant_that_were_refused_are_in_its_trail() {
        // given
        tenant.connected(Coupas.withClient());
        tenant.delete();

        // when
        as(somebody("auditor")).delete(CONNECTION, tenant.id()).then().statusCode(403);
        as(somebody("integration-admin", "other"))
                .get(CONNECTION, tenant.id())
                .then()
                .statusCode(404);
        as(somebody("operator"))
                .post(CONNECTION + "/verify", tenant.id())
                .then()
                .statusCode(409);

        // then
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(refused(tenant.id()))
                        .containsExactlyInAnyOrder(
                                "auditor-" + tenant.id() + " 403 DELETE:" + CONNECTION,
                                "integration-admin-" + tenant.id() + " 404 GET:" + CONNECTION,
                                "operator-" + tenant.id() + " 409 POST:" + CONNECTION + "/verify"));
        assertThat(as(tokens.of("integration-admin", tenant.id()))
                        .get("/api/v1/tenants/{id}/audit", tenant.id())
                        .jsonPath()
                        .<String>getList("entries.findAll { it.action == 'REQUEST_REFUSED' }.subject"))
                .as("who is not of the tenant is not named to the tenant")
                .containsOnlyNulls();
    }

    @Test
    void a_flood_of_refusals_leaves_few_entries() {
        // given
        tenant.connected(Coupas.withClient());
        String auditor = somebody("auditor");

        // when
        for (int i = 0; i < 100; i++) {
            as(auditor).delete(CONNECTION, tenant.id()).then().statusCode(403);
        }

        // then
        await().atMost(SOON).until(() -> !refused(tenant.id()).isEmpty());
        assertThat(refused(tenant.id())).hasSize(1);
    }

    @Test
    void refusals_about_tenants_that_nobody_connected_leave_nothing() throws IOException {
        // given
        String never = "never-" + UUID.randomUUID();
        tenant.connected(Coupas.withClient());

        // when
        as(somebody("integration-admin", "other")).get(CONNECTION, never).then().statusCode(404);
        as(somebody("integration-admin", "other"))
                .get(CONNECTION, tenant.id())
                .then()
                .statusCode(404);
        as(somebody("platform")).get("/api/v1/connections").then().statusCode(403);

        // then
        await().atMost(SOON).until(() -> !refused(tenant.id()).isEmpty());
        await().atMost(SOON).until(() -> export("").contains("GET:/api/v1/connections"));
        assertThat(export("")).doesNotContain(never);
    }

    private List<String> refused(String id) {
        List<String> refused = new ArrayList<>();
        List<Map<String, Object>> entries =
                given().get("/api/v1/tenants/{id}/audit", id).jsonPath().getList("entries");
        for (Map<String, Object> entry : entries) {
            if (entry.get("action").equals("REQUEST_REFUSED")) {
                Map<?, ?> detail = (Map<?, ?>) entry.get("detail");
                refused.add(entry.get("subject") + " " + detail.get("status") + " " + detail.get("operation"));
            }
        }
        return refused;
    }

    private List<String> actions() {
        return tenant.audit().getList("entries.action");
    }

    /** Whom no other test names: of a caller only some refusals a minute are told apart. */
    private String somebody(String role, String... tenants) {
        return tokens.with(
                Map.of("sub", role + "-" + tenant.id(), "roles", List.of(role), "tenants", List.of(tenants)));
    }

    private static RequestSpecification as(String token) {
        return RestAssured.given().auth().oauth2(token);
    }

    private String export(String query) throws IOException {
        Response answer = as(tokens.of("auditor")).get("/api/v1/audit" + (query.isEmpty() ? "" : "?" + query));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.contentType()).startsWith("application/x-ndjson");
        return answer.asString();
    }

    private Path file(String export) throws IOException {
        return Files.writeString(folder.resolve(UUID.randomUUID() + ".ndjson"), export);
    }

    private int verify(String export) throws IOException {
        return run(List.of("--file", file(export).toString()));
    }

    private int verifyDatabase(String... more) {
        List<String> arguments = new ArrayList<>(List.of("--jdbc-url", url, "--user", user));
        arguments.addAll(List.of(more));
        return run(arguments);
    }

    private int run(List<String> arguments) {
        err.reset();
        return TrailTool.run(
                arguments.toArray(String[]::new),
                Map.of("PGPASSWORD", password),
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String told() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** As the administrator of the database, whom its roles do not bind. */
    private void execute(String statement) {
        TestPostgres.execute(url, statement);
    }
}
