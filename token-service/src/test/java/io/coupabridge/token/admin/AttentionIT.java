package io.coupabridge.token.admin;

import static io.coupabridge.token.scenario.Operator.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TestClock;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who needs a person is one call. */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(120)
class AttentionIT {

    private static final String KEY = "0123456789abcdef0123456789abcdef01234567";
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    TestClock clock;

    private final Tenant tenant = new Tenant();

    /** So that its tokens are not renewed whenever a later test moves the clock. */
    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    @Test
    void a_dead_credential_says_why_since_when_and_what_to_do() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        Instant before = clock.instant().minusMillis(1);
        tenant.connect(coupa, "client", "wrong");

        // when
        List<Map<String, String>> causes = causes();

        // then
        assertThat(causes).singleElement().satisfies(cause -> {
            assertThat(cause)
                    .containsEntry("cause", "REAUTHORIZATION_REQUIRED")
                    .containsEntry("reason", "INVALID_CLIENT")
                    .doesNotContainKey("task");
            assertThat(Instant.parse(cause.get("since"))).isBetween(before, clock.instant());
            assertThat(cause.get("message")).contains("save both here again");
        });
    }

    @Test
    void a_credential_that_was_put_right_needs_nobody() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa, "client", "wrong");
        tenant.awaitVerdict();

        // when
        tenant.connect(coupa).then().statusCode(200);

        // then
        assertThat(listed("attention=true")).doesNotContainKey(tenant.id());
        assertThat(listed("state=ACTIVE")).containsKey(tenant.id());
        assertThat(tenant.read().getList("attention")).isNull();
    }

    @Test
    void a_missing_scope_of_a_wanted_task_needs_somebody_until_the_task_is_not_wanted() {
        // given
        tenant.connected(Coupas.withClient(Set.of(Coupas.ROSTER)));
        assertThat(tenant.state()).isEqualTo("ACTIVE");
        assertThat(causes()).singleElement().satisfies(cause -> {
            assertThat(cause)
                    .containsEntry("cause", "SCOPE_MISSING")
                    .containsEntry("task", "EXPENSE_DISCOVERY")
                    .doesNotContainKey("reason");
            assertThat(cause.get("message")).contains("core.expense.read");
        });

        // when
        tenant.choose("APPLICATION_ROSTER").then().statusCode(200);

        // then
        assertThat(listed("attention=true")).doesNotContainKey(tenant.id());
    }

    @Test
    void a_refusal_that_is_found_again_is_as_old_as_when_it_was_found_first() {
        // given
        tenant.connected(Coupas.withClient(Set.of(Coupas.ROSTER)));
        String since = causes().get(0).get("since");
        String found = foundAt();
        clock.advance(Duration.ofMinutes(5));

        // when
        tenant.verify().then().statusCode(200);

        // then
        assertThat(foundAt()).isNotEqualTo(found);
        assertThat(causes().get(0).get("since")).isEqualTo(since);
    }

    @Test
    void an_outage_needs_somebody_after_an_hour_and_nobody_when_it_is_over() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        coupa.faults().always(Fault.unavailable());
        tenant.connect(coupa);
        await().atMost(SOON).until(() -> tenant.state().equals("DEGRADED"));
        assertThat(listed("attention=true")).doesNotContainKey(tenant.id());

        // when
        clock.advance(Duration.ofMinutes(61));

        // then
        assertThat(causes())
                .singleElement()
                .satisfies(cause -> assertThat(cause)
                        .containsEntry("cause", "DEGRADED")
                        .containsEntry("reason", "COUPA_UNAVAILABLE"));
        coupa.faults().clear();
        tenant.verify();
        await().atMost(SOON).until(() -> tenant.state().equals("ACTIVE"));
        assertThat(listed("attention=true")).doesNotContainKey(tenant.id());
    }

    @Test
    void connections_in_any_of_several_states_are_listed() {
        // given
        Tenant other = new Tenant();
        tenant.connect(Coupas.withClient());
        other.connect(Coupas.withClient(), "client", "wrong");

        // when
        Map<String, Map<String, Object>> both = listed("state=ACTIVE&state=REAUTHORIZATION_REQUIRED");
        Map<String, Map<String, Object>> one = listed("state=ACTIVE&state=PENDING");
        Map<String, Map<String, Object>> neither = listed("state=ACTIVE&attention=true");

        // then
        assertThat(both).containsKeys(tenant.id(), other.id());
        assertThat(one).containsKey(tenant.id()).doesNotContainKey(other.id());
        assertThat(neither).doesNotContainKeys(tenant.id(), other.id());
        other.delete();
    }

    @Test
    void a_page_behind_the_last_tenant_is_empty() {
        // when
        JsonPath page =
                given().get("/api/v1/connections?attention=true&after=zzzzzzzz").jsonPath();

        // then
        assertThat(page.getList("connections")).isEmpty();
        assertThat(page.getString("next")).isNull();
    }

    @Test
    void the_campaign_counts_keys_until_they_are_reauthorized() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        JsonPath before = counts();

        // when
        tenant.importApiKey(coupa, KEY);
        JsonPath imported = counts();
        tenant.connect(coupa);
        JsonPath reauthorized = counts();
        tenant.delete();
        JsonPath ended = counts();

        // then
        assertThat(more(before, imported, "legacyKeys.imported")).isEqualTo(1);
        assertThat(more(before, imported, "legacyKeys.left")).isEqualTo(1);
        assertThat(more(before, imported, "attention.causes.REAUTHORIZATION_REQUIRED"))
                .isEqualTo(1);
        assertThat(more(before, imported, "attention.connections")).isEqualTo(1);
        assertThat(more(before, imported, "states.REAUTHORIZATION_REQUIRED")).isEqualTo(1);
        assertThat(more(before, reauthorized, "legacyKeys.imported")).isEqualTo(1);
        assertThat(more(before, reauthorized, "legacyKeys.left")).isZero();
        assertThat(more(before, reauthorized, "attention.connections")).isZero();
        assertThat(more(before, ended, "legacyKeys.imported")).isZero();
        assertThat(more(before, ended, "states.DISCONNECTED")).isEqualTo(1);
    }

    private static JsonPath counts() {
        return given().get("/api/v1/connections/counts").jsonPath();
    }

    private static int more(JsonPath before, JsonPath after, String count) {
        return after.getInt(count) - before.getInt(count);
    }

    private String foundAt() {
        return tenant.read().getString("tasks.EXPENSE_DISCOVERY.foundAt");
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, String>> causes() {
        Map<String, Map<String, Object>> listed = listed("attention=true");
        assertThat(listed).containsKey(tenant.id());
        return (List<Map<String, String>>) listed.get(tenant.id()).get("attention");
    }

    /** By tenant, of all pages. */
    private static Map<String, Map<String, Object>> listed(String query) {
        List<Map<String, Object>> connections = new ArrayList<>();
        JsonPath page = given().get("/api/v1/connections?limit=2&" + query).jsonPath();
        connections.addAll(page.getList("connections"));
        while (page.getString("next") != null) {
            page = given().get("/api/v1/connections?limit=2&" + query + "&after=" + page.getString("next"))
                    .jsonPath();
            connections.addAll(page.getList("connections"));
        }
        assertThat(connections).extracting(c -> c.get("tenant")).doesNotHaveDuplicates();
        return connections.stream().collect(Collectors.toMap(c -> (String) c.get("tenant"), c -> c));
    }
}
