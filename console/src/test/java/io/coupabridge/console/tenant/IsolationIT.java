package io.coupabridge.console.tenant;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.console.ConsoleTest;
import io.coupabridge.console.Teller;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.testing.Browser;
import io.coupabridge.testing.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A tenant's administrator sees that tenant alone; another one looks as if it were not there. */
@QuarkusTest
class IsolationIT extends ConsoleTest {

    @Test
    void every_path_of_another_tenant_is_not_found() {
        // given
        TenantId other = freshTenant();
        UUID run = UUID.randomUUID();
        teller.tell(Teller.active(tenant, 1));
        teller.tell(Teller.active(other, 1));
        teller.tell(Teller.step(Type.ACCEPTED, run, other, 1));
        awaitTenant(tenant);
        awaitTenant(other);
        Browser admin = Browser.of(console, "integration-admin", tenant.value());

        // when
        Stream<Integer> looks = Stream.of("", "/live", "/changes")
                .map(path -> admin.get("/tenants/" + other + path).statusCode());
        Stream<Integer> forms = Stream.of("/runs", "/runs/" + run + "/cancel", "/verify", "/tasks")
                .map(path -> admin.submit("/tenants/" + other + path).statusCode());
        int audit = given().auth()
                .oauth2(TestTokens.shared().of("integration-admin", tenant.value()))
                .get("/api/v1/tenants/" + other + "/audit")
                .statusCode();

        // then
        assertThat(admin.get("/tenants/" + tenant).statusCode()).isEqualTo(200);
        assertThat(looks).containsOnly(404);
        assertThat(forms).containsOnly(404);
        assertThat(audit).isEqualTo(404);
    }

    @Test
    void an_unknown_tenant_has_the_same_answer() {
        // given
        TenantId other = freshTenant();
        teller.tell(Teller.active(other, 1));
        awaitTenant(other);
        Browser admin = Browser.of(console, "integration-admin", tenant.value());

        // when
        String foreign = admin.get("/tenants/" + other).body();
        String unknown = admin.get("/tenants/" + tenant).body();

        // then
        assertThat(unknown.replace(tenant.value(), "T")).isEqualTo(foreign.replace(other.value(), "T"));
    }

    @Test
    void lists_hold_no_other_tenant() {
        // given
        TenantId other = freshTenant();
        for (TenantId each : new TenantId[] {tenant, other}) {
            teller.tell(Teller.connection(each, 1, ConnectionState.REAUTHORIZATION_REQUIRED, "X", Verdict.UNKNOWN));
            awaitTenant(each);
        }

        // when
        Browser admin = Browser.of(console, "integration-admin", tenant.value());

        // then
        for (String list : new String[] {"/", "/tenants", "/tenants?search=t-"}) {
            assertThat(admin.get(list).body()).contains(tenant.value()).doesNotContain(other.value());
        }
    }

    @Test
    void an_administrator_makes_no_link_and_sets_no_ceiling() {
        // given
        teller.tell(Teller.active(tenant, 1));
        awaitTenant(tenant);
        Browser admin = Browser.of(console, "integration-admin", tenant.value());

        // when, then
        assertThat(admin.submit("/tenants/" + tenant + "/connect-link").statusCode())
                .isEqualTo(403);
        assertThat(admin.submit("/tenants/" + tenant + "/ceiling", "ceiling", "5")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void a_tenant_that_is_no_name_is_refused() {
        // given
        Browser operator = Browser.of(console, "operator");

        // when, then
        assertThat(operator.get("/tenants/a%2Fb").statusCode()).isBetween(400, 404);
        assertThat(operator.get("/tenants/a%3Cscript%3E").statusCode()).isEqualTo(400);
    }
}
