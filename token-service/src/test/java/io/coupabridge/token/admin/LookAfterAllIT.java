package io.coupabridge.token.admin;

import static io.coupabridge.token.scenario.Operator.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TestClock;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tokens by age, and the request budget of each host, in one call each. */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(120)
class LookAfterAllIT {

    @Inject
    TestClock clock;

    @Inject
    EntityManager entities;

    private final Tenant tenant = new Tenant();
    private final CoupaInstance coupa = Coupas.withClient();

    @BeforeEach
    void connect() {
        tenant.connected(coupa);
        assertThat(tenant.state()).isEqualTo("ACTIVE");
    }

    /** So that its tokens are not renewed whenever a later test moves the clock. */
    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    @Test
    void tokens_are_listed_the_oldest_first_page_by_page_and_never_shown() {
        // given: older than any other test's
        age("APPLICATION_ROSTER", Duration.ofDays(400), Duration.ofHours(1));
        age("EXPENSE_DISCOVERY", Duration.ofDays(399), Duration.ofHours(-1));

        // when
        JsonPath first = get("/api/v1/tokens?limit=1");
        JsonPath second = get("/api/v1/tokens?limit=1&after=" + first.getString("next"));

        // then
        Map<String, Object> roster = first.getMap("tokens[0]");
        assertThat(roster)
                .containsEntry("tenant", tenant.id())
                .containsEntry("task", "APPLICATION_ROSTER")
                .containsEntry("expired", false)
                .containsEntry("late", false)
                .containsOnlyKeys(
                        "tenant", "task", "version", "usableFrom", "expiresAt", "expired", "late", "failures");
        assertThat(second.getMap("tokens[0]"))
                .containsEntry("tenant", tenant.id())
                .containsEntry("task", "EXPENSE_DISCOVERY")
                .containsEntry("expired", true);
    }

    @Test
    void tokens_are_counted_by_the_hours_of_their_use() {
        // given
        age("APPLICATION_ROSTER", Duration.ofHours(500).plusMinutes(59), Duration.ofHours(1));
        long ended = get("/api/v1/tokens/counts").getLong("expired");
        age("EXPENSE_DISCOVERY", Duration.ofHours(600), Duration.ofHours(-1));

        // when
        JsonPath counts = get("/api/v1/tokens/counts");

        // then
        assertThat(counts.getLong("hours.'500'")).isEqualTo(1);
        assertThat(counts.getMap("hours")).doesNotContainKey("600");
        assertThat(counts.getLong("expired")).isEqualTo(ended + 1);
    }

    @Test
    void a_late_renewal_is_told_for_a_credential_that_works() {
        // given
        renewal("APPLICATION_ROSTER", Duration.ofSeconds(31));
        renewal("EXPENSE_DISCOVERY", Duration.ofSeconds(20));

        // when
        List<Map<String, Object>> tokens = tokensOfTenant(500);

        // then
        assertThat(tokens)
                .hasSize(2)
                .allSatisfy(token -> assertThat(token.get("late"))
                        .isEqualTo(token.get("task").equals("APPLICATION_ROSTER")));
    }

    @Test
    void a_host_that_was_asked_is_listed_with_its_budget() {
        // given
        String host = coupa.origin().getAuthority();

        // when
        Map<String, Object> found = hosts().stream()
                .filter(each -> each.get("host").toString().contains(host))
                .findFirst()
                .orElseThrow();

        // then
        assertThat(found).containsEntry("ceiling", 10).containsEntry("silentSeconds", 0);
        assertThat(((Number) found.get("callers")).intValue()).isPositive();
        assertThat(((Number) found.get("rate")).doubleValue()).isBetween(0.1, 1.0);
    }

    @Test
    void late_renewals_come_before_older_tokens_on_whatever_page() {
        // given
        renewal("EXPENSE_DISCOVERY", Duration.ofSeconds(31));
        age("APPLICATION_ROSTER", Duration.ofDays(400), Duration.ofHours(1));

        // when
        List<Map<String, Object>> tokens = tokensOfTenant(1);

        // then
        assertThat(tokens)
                .extracting(token -> token.get("task"))
                .containsExactly("EXPENSE_DISCOVERY", "APPLICATION_ROSTER");
    }

    /** They just run out, and would fill the list for ever. */
    @Test
    void tokens_of_a_refused_credential_are_not_listed() {
        // given
        age("APPLICATION_ROSTER", Duration.ofDays(400), Duration.ofHours(-1));
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(
                                "update connection set state = 'REAUTHORIZATION_REQUIRED' where tenant = :tenant")
                        .setParameter("tenant", tenant.id())
                        .executeUpdate());

        // when
        List<Map<String, Object>> tokens = tokensOfTenant(500);

        // then
        assertThat(tokens).isEmpty();
    }

    private List<Map<String, Object>> tokensOfTenant(int limit) {
        List<Map<String, Object>> found = new ArrayList<>();
        String next = "";
        while (next != null) {
            JsonPath page = get("/api/v1/tokens?limit=" + limit + "&after=" + next);
            page.<Map<String, Object>>getList("tokens").stream()
                    .filter(token -> token.get("tenant").equals(tenant.id()))
                    .forEach(found::add);
            next = page.getString("next");
        }
        return found;
    }

    private static List<Map<String, Object>> hosts() {
        List<Map<String, Object>> found = new ArrayList<>();
        String next = "";
        while (next != null) {
            JsonPath page = get("/api/v1/hosts?limit=2&after=" + next);
            found.addAll(page.getList("hosts"));
            next = page.getString("next");
        }
        return found;
    }

    /** Makes a token that old, with so much left; none follows it. */
    private void age(String task, Duration age, Duration left) {
        Instant now = clock.instant();
        change("usable_from = :a, expires_at = :b, renew_at = null", task, now.minus(age), now.plus(left));
    }

    private void renewal(String task, Duration late) {
        Instant now = clock.instant();
        change("renew_at = :a, expires_at = :b", task, now.minus(late), now.plus(Duration.ofHours(1)));
    }

    private void change(String what, String task, Instant a, Instant b) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(
                                "update token set " + what + " where tenant = :tenant and task = :task")
                        .setParameter("a", a)
                        .setParameter("b", b)
                        .setParameter("tenant", tenant.id())
                        .setParameter("task", task)
                        .executeUpdate());
    }

    private static JsonPath get(String path) {
        return given().urlEncodingEnabled(false)
                .get(path)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }
}
