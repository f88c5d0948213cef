package io.coupabridge.token.connect;

import static io.coupabridge.token.scenario.Operator.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.LinkVisitor;
import io.coupabridge.token.scenario.Stored;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an administrator does at the page of a connect link, from the form to the verdict, without scripts. */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class ConnectPageIT {

    @Inject
    Stored stored;

    private final Tenant tenant = new Tenant();

    /** So that its tokens are not renewed whenever a later test moves the clock. */
    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    @Test
    void the_page_says_what_to_do_in_coupa_and_asks_for_three_things() {
        // when
        Response page = LinkVisitor.of(tenant).open();

        // then
        assertThat(page.statusCode()).as(page.asString()).isEqualTo(200);
        assertThat(page.contentType()).startsWith("text/html");
        assertThat(page.asString())
                .contains("<h1 tabindex=\"-1\" autofocus>Connect Coupa</h1>", tenant.id())
                .contains("OAuth2/OpenID Connect Clients", "Client credentials", "Identifier")
                .contains("core.user.read", "core.expense.read")
                .contains("<label for=\"baseUrl\">", "<label for=\"clientId\">", "<label for=\"clientSecret\">")
                .contains("Save and verify")
                .doesNotContain("/oauth2/scopes", "Verify again", "role=\"alert\"");
    }

    @Test
    void a_good_client_is_saved_and_every_task_gets_its_verdict() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        LinkVisitor link = LinkVisitor.of(tenant);

        // when
        Response sent = link.enter(coupa.origin().toString(), "client", Coupas.secret(coupa));

        // then
        assertThat(sent.statusCode()).as(sent.asString()).isEqualTo(303);
        assertThat(sent.header("Location")).isEqualTo(link.token());
        assertThat(link.awaitVerdict())
                .contains("data-outcome=\"CONNECTED\"", "Coupa is connected")
                .contains("Application roster: May run.", "Expense discovery: May run.")
                .contains("Verify again", coupa.origin() + "/oauth2/scopes")
                .doesNotContain("clientSecret", Coupas.secret(coupa));
        assertThat(tenant.state()).isEqualTo("ACTIVE");
        assertThat(state(link)).isEqualTo("USED");
        assertThat(tenant.audit().getList("entries.findAll { it.action == 'CONNECTION_SAVED' }.subject"))
                .containsExactly("connect-link:" + link.id());
        assertThat(tenant.audit().getList("entries.findAll { it.action == 'CONNECTION_SAVED' }.roles"))
                .containsExactly("connect-link");
    }

    @Test
    void a_wrong_secret_is_said_and_the_same_link_takes_the_right_one() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        LinkVisitor link = LinkVisitor.of(tenant);
        link.enter(coupa.origin().toString(), "client", "not-the-secret");

        // when
        String refused = link.awaitVerdict();
        link.enter(coupa.origin().toString(), "client", Coupas.secret(coupa));
        String accepted = link.awaitVerdict();

        // then
        assertThat(refused)
                .contains("data-outcome=\"REFUSED\"", "Coupa does not accept the Client ID and the Client Secret")
                .contains("value=\"" + coupa.origin() + "\"", "value=\"client\"", "Save and verify", "Verify again")
                .doesNotContain("not-the-secret");
        assertThat(accepted).contains("data-outcome=\"CONNECTED\"");
    }

    @Test
    void a_missing_scope_is_named_and_found_by_verifying_again() {
        // given
        CoupaInstance coupa = Coupas.withClient(Set.of(Coupas.ROSTER));
        LinkVisitor link = LinkVisitor.of(tenant);
        link.enter(coupa.origin().toString(), "client", Coupas.secret(coupa));
        String missing = link.awaitVerdict();
        coupa.clients().forEach(client -> client.scopes(Set.of(Coupas.ROSTER, Coupas.EXPENSE)));

        // when
        Response asked = link.verify();

        // then
        assertThat(missing)
                .contains("data-outcome=\"CONNECTED_IN_PART\"", "Application roster: May run.")
                .contains("Expense discovery: Its scope is missing.", "lacks the scope core.expense.read");
        assertThat(asked.statusCode()).as(asked.asString()).isEqualTo(303);
        assertThat(link.awaitVerdict()).contains("data-outcome=\"CONNECTED\"", "Expense discovery: May run.");
    }

    @Test
    void a_fresh_link_to_a_connection_that_lacks_a_scope_says_so_above_the_form() {
        // given
        tenant.connected(Coupas.withClient(Set.of(Coupas.ROSTER)));

        // when
        String page = LinkVisitor.of(tenant).open().asString();

        // then
        assertThat(page)
                .contains("something is missing", "Expense discovery: Its scope is missing.", "data-outcome=\"\"")
                .containsSubsequence("Verify again", "Save and verify");
    }

    @Test
    void a_dead_client_is_replaced_at_the_same_page_in_its_own_words() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connected(coupa);
        coupa.clients().forEach(client -> client.rotateSecret("a-new-secret"));
        tenant.verify();
        tenant.awaitVerdict();
        LinkVisitor link = LinkVisitor.of(tenant);

        // when
        String before = link.open().asString();
        link.enter(coupa.origin().toString(), "client", "a-new-secret");

        // then
        assertThat(before)
                .contains(
                        "Connect Coupa again", "no longer accepts", coupa.origin() + "/oauth2/scopes", "Verify again");
        assertThat(link.awaitVerdict()).contains("data-outcome=\"CONNECTED\"");
    }

    @Test
    void a_client_that_was_repaired_in_coupa_is_verified_without_typing_anything() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connected(coupa);
        coupa.clients().forEach(client -> client.deactivate());
        tenant.verify();
        tenant.awaitVerdict();
        coupa.clients().forEach(client -> client.activate());
        LinkVisitor link = LinkVisitor.of(tenant);

        // when
        link.verify();

        // then
        assertThat(link.awaitVerdict()).contains("data-outcome=\"CONNECTED\"");
        assertThat(state(link)).as("nothing was saved by it").isEqualTo("OPEN");
    }

    @Test
    void an_api_key_is_replaced_by_a_client() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.importApiKey(coupa, "0123456789012345678901234567890123456789");
        LinkVisitor link = LinkVisitor.of(tenant);

        // when
        String before = link.open().asString();
        link.enter(coupa.origin().toString(), "client", Coupas.secret(coupa));

        // then
        assertThat(before).contains("Replace the API key").doesNotContain("Verify again");
        assertThat(link.awaitVerdict()).contains("data-outcome=\"CONNECTED\"");
    }

    @Test
    void a_form_that_is_sent_twice_saves_once() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        LinkVisitor link = LinkVisitor.of(tenant);

        // when
        List<Integer> statuses = Stream.generate(() -> CompletableFuture.supplyAsync(
                        () -> link.enter(coupa.origin().toString(), "client", Coupas.secret(coupa))
                                .statusCode()))
                .limit(4)
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        String verdict = link.awaitVerdict();
        Response late = link.enter(coupa.origin().toString(), "client", Coupas.secret(coupa));

        // then
        assertThat(statuses).containsOnly(303);
        assertThat(verdict).contains("data-outcome=\"CONNECTED\"");
        assertThat(late.statusCode()).isEqualTo(303);
        assertThat(stored.verifications(tenant.id())).isEqualTo(1);
        assertThat(coupa.log().grants()).hasSize(2);
    }

    @Test
    void a_used_link_takes_no_other_client() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        CoupaInstance other = Coupas.withClient();
        LinkVisitor link = LinkVisitor.of(tenant);
        link.enter(coupa.origin().toString(), "client", Coupas.secret(coupa));
        link.awaitVerdict();

        // when
        Response answer = link.enter(other.origin().toString(), "client", Coupas.secret(other));
        Response wrong = link.enter("nonsense.example", "", "");

        // then
        assertThat(answer.statusCode()).isEqualTo(410);
        assertThat(answer.asString()).contains("This link has been used", "ask whoever sent you the link");
        assertThat(wrong.statusCode()).isEqualTo(410);
        assertThat(tenant.read().getString("baseUrl")).isEqualTo(coupa.origin().toString());
        assertThat(other.log().grants()).isEmpty();
    }

    @Test
    void a_link_whose_entries_were_refused_stays_open_when_somebody_else_connects() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        LinkVisitor link = LinkVisitor.of(tenant);
        link.enter(coupa.origin().toString(), "client", "not-the-secret");
        link.awaitVerdict();

        // when
        tenant.connect(coupa).then().statusCode(200);

        // then
        assertThat(tenant.state()).isEqualTo("ACTIVE");
        assertThat(state(link)).isEqualTo("OPEN");
    }

    @Test
    void an_erased_tenant_has_no_links() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        LinkVisitor link = LinkVisitor.of(tenant);
        link.enter(coupa.origin().toString(), "client", Coupas.secret(coupa));
        link.awaitVerdict();

        // when
        given().delete("/api/v1/tenants/{id}?erase=true", tenant.id()).then().statusCode(202);

        // then
        assertThat(link.open().statusCode()).isEqualTo(404);
        assertThat(given().get("/api/v1/tenants/{id}/connect-links", tenant.id())
                        .jsonPath()
                        .getList("links"))
                .isEmpty();
    }

    @Test
    void links_to_a_tenant_that_was_never_connected_are_erased_with_the_name_of_who_made_them() {
        // given
        LinkVisitor link = LinkVisitor.of(tenant);

        // when
        int status =
                given().delete("/api/v1/tenants/{id}?erase=true", tenant.id()).statusCode();

        // then
        assertThat(status).isEqualTo(404);
        assertThat(link.open().statusCode()).isEqualTo(404);
        assertThat(tenant.audit().getList("entries.action")).containsExactly("ORIGINS_ERASED", "CONNECT_LINK_MADE");
        assertThat(tenant.audit().getList("entries.subject")).containsOnlyNulls();
    }

    private String state(LinkVisitor link) {
        return given().get("/api/v1/tenants/{id}/connect-links", tenant.id())
                .jsonPath()
                .getString("links.find { it.id == '" + link.id() + "' }.state");
    }
}
