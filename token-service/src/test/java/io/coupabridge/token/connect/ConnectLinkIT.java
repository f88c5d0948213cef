package io.coupabridge.token.connect;

import static io.coupabridge.token.scenario.Operator.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.token.scenario.LinkVisitor;
import io.coupabridge.token.scenario.Stored;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TestClock;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links to the connect page, as the platform and an operator make, list and revoke them. */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class ConnectLinkIT {

    private static final String LINKS = "/api/v1/tenants/{id}/connect-links";

    @Inject
    TestClock clock;

    @Inject
    Stored stored;

    private final Tenant tenant = new Tenant();

    @Test
    void a_new_link_opens_the_page_of_a_tenant_that_nobody_has_heard_of() {
        // when
        Response made = LinkVisitor.make(tenant, "{}");

        // then
        assertThat(made.statusCode()).as(made.asString()).isEqualTo(201);
        assertThat(made.jsonPath().getString("url")).matches("http://localhost:8081/connect/[A-Za-z0-9_-]{43}");
        assertThat(made.jsonPath().getString("tenant")).isEqualTo(tenant.id());
        Instant end = Instant.parse(made.jsonPath().getString("expiresAt"));
        assertThat(Duration.between(clock.instant(), end)).isBetween(Duration.ofMinutes(29), Duration.ofMinutes(30));
    }

    @Test
    void a_link_is_good_for_as_long_as_was_asked_for() {
        // when
        Response made = LinkVisitor.make(tenant, "{\"validFor\":\"P7D\"}");

        // then
        Instant end = Instant.parse(made.jsonPath().getString("expiresAt"));
        assertThat(Duration.between(clock.instant(), end))
                .isGreaterThan(Duration.ofDays(7).minusMinutes(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"validFor\":\"P8D\"}", "{\"validFor\":\"30m\"}", "{\"validFor\":30}", "{\"for\":1}", "[]"})
    void other_wishes_are_refused(String body) {
        // when
        Response answer = LinkVisitor.make(tenant, body);

        // then
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(400);
        assertThat(answer.contentType()).startsWith("application/problem+json");
    }

    @Test
    void the_list_tells_of_links_and_nothing_that_opens_one() {
        // given
        LinkVisitor first = LinkVisitor.of(tenant);
        LinkVisitor second = LinkVisitor.of(tenant);

        // when
        Response list = given().get(LINKS, tenant.id());

        // then
        assertThat(list.jsonPath().getList("links.id", String.class))
                .containsExactlyInAnyOrder(first.id(), second.id());
        assertThat(list.jsonPath().getList("links.state")).containsOnly("OPEN");
        assertThat(list.asString()).doesNotContain(first.token(), second.token());
        assertThat(stored.everything()).contains(first.id()).doesNotContain(first.token());
    }

    @Test
    void a_revoked_link_opens_nothing_and_the_trail_says_who_made_and_who_revoked_it() {
        // given
        LinkVisitor link = LinkVisitor.of(tenant);

        // when
        int status = given().delete(LINKS + "/{link}", tenant.id(), link.id()).statusCode();
        int again = given().delete(LINKS + "/{link}", tenant.id(), link.id()).statusCode();

        // then
        assertThat(status).isEqualTo(204);
        assertThat(again).isEqualTo(204);
        assertThat(link.open().statusCode()).isEqualTo(410);
        assertThat(given().get(LINKS, tenant.id()).jsonPath().getString("links[0].state"))
                .isEqualTo("REVOKED");
        JsonPath trail = tenant.audit();
        assertThat(trail.getList("entries.action")).containsExactly("CONNECT_LINK_REVOKED", "CONNECT_LINK_MADE");
        assertThat(trail.getList("entries.detail.link")).containsOnly(link.id());
        assertThat(trail.getList("entries.subject")).containsOnly("a-test-operator");
    }

    @Test
    void nobody_revokes_a_link_under_the_name_of_another_tenant() {
        // given
        LinkVisitor link = LinkVisitor.of(tenant);

        // when
        int foreign =
                given().delete(LINKS + "/{link}", "somebody-else", link.id()).statusCode();
        int unknown = given().delete(LINKS + "/{link}", tenant.id(), UUID.randomUUID())
                .statusCode();

        // then
        assertThat(foreign).isEqualTo(404);
        assertThat(unknown).isEqualTo(404);
        assertThat(link.open().statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00", "short", "0B5C7F0E-6A3D-4A57-9A44-0F6F6F6F6F6F", "%27--"})
    void what_is_no_id_of_a_link_is_not_found(String link) {
        // when
        Response answer =
                given().urlEncodingEnabled(false).delete("/api/v1/tenants/" + tenant.id() + "/connect-links/" + link);

        // then
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(404);
        assertThat(answer.contentType()).startsWith("application/problem+json");
    }

    @Test
    void a_tenant_has_so_many_links_at_once_and_no_more() {
        // given
        LinkVisitor first = LinkVisitor.of(tenant);
        for (int i = 1; i < 20; i++) {
            LinkVisitor.of(tenant);
        }

        // when
        Response refused = LinkVisitor.make(tenant, "{}");
        given().delete(LINKS + "/{link}", tenant.id(), first.id());
        Response another = LinkVisitor.make(tenant, "{}");

        // then
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.jsonPath().getString("detail")).contains("20 links");
        assertThat(another.statusCode()).isEqualTo(201);
    }

    @Test
    void links_that_are_made_at_once_are_no_more_either() {
        // when
        List<Integer> statuses = Stream.generate(() -> CompletableFuture.supplyAsync(
                        () -> LinkVisitor.make(tenant, "{}").statusCode()))
                .limit(40)
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        // then
        assertThat(statuses).containsOnly(201, 409);
        assertThat(given().get(LINKS, tenant.id()).jsonPath().getList("links")).hasSize(20);
    }

    @Test
    void a_link_that_ended_says_so_for_a_week_and_is_forgotten() {
        // given
        LinkVisitor link = LinkVisitor.of(tenant);

        // when
        clock.advance(Duration.ofMinutes(31));
        Response ended = link.open();
        String state = given().get(LINKS, tenant.id()).jsonPath().getString("links[0].state");
        clock.advance(Duration.ofDays(7).plusHours(1));

        // then
        assertThat(ended.statusCode()).isEqualTo(410);
        assertThat(ended.asString()).contains("This link has expired");
        assertThat(state).isEqualTo("EXPIRED");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> given().get(LINKS, tenant.id())
                        .jsonPath()
                        .getList("links")
                        .isEmpty());
        assertThat(link.open().statusCode()).isEqualTo(404);
    }
}
