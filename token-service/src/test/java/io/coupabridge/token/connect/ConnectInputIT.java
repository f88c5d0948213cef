package io.coupabridge.token.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.testing.LogListener;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.LinkVisitor;
import io.coupabridge.token.scenario.Management;
import io.coupabridge.token.scenario.Stored;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be wrong with a link, and with what is entered at its page. */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class ConnectInputIT {

    private static final String PLANTED = "planted-7c1d";
    private static final Pattern GUESSES =
            Pattern.compile("coupabridge_requests_refused_total\\{cause=\"LINK\"[^}]*} ([0-9.]+)");

    @Inject
    Stored stored;

    private final Tenant tenant = new Tenant();
    private final LogListener lines = new LogListener("");

    @AfterEach
    void stopListening() {
        lines.close();
        tenant.delete();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                "short",
                "link",
                "..%2f..%2fapi",
                "%00",
                "a/b",
                "assets",
                "<script>"
            })
    void a_forged_link_is_said_to_be_none_and_counted(String token) {
        // given
        double before = guesses();

        // when
        Response page =
                LinkVisitor.browser().urlEncodingEnabled(!token.contains("%")).get("/connect/" + token);

        // then
        assertThat(page.statusCode()).as(page.asString()).isEqualTo(404);
        assertThat(page.contentType()).startsWith("text/html");
        assertThat(page.asString())
                .contains("There is no such link", "Ask whoever sent you the link for another one.")
                .doesNotContain("<script>");
        assertThat(guesses()).isEqualTo(before + 1);
    }

    @Test
    void no_matrix_parameter_leads_round_the_door() {
        // given
        LinkVisitor link = LinkVisitor.of(tenant);

        // when
        Response forged = path("/connect;x/abc");
        Response known = path("/connect;x=1/" + link.token() + ";y");

        // then
        assertThat(forged.statusCode()).isEqualTo(404);
        assertThat(forged.asString()).contains("There is no such link");
        assertThat(known.statusCode()).isEqualTo(200);
        assertThat(known.header("Content-Security-Policy")).startsWith("default-src 'none'");
        assertThat(lines.lines()).isNotEmpty().noneMatch(line -> line.contains(link.token()));
    }

    @Test
    void problems_stand_beside_their_fields_and_what_was_entered_stays_but_for_the_secret() {
        // given
        LinkVisitor link = LinkVisitor.of(tenant);

        // when
        Response page = link.enter("http://northwind.coupahost.com", "", PLANTED);

        // then
        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.asString())
                .contains("<title>Not saved: Connect Coupa</title>", "role=\"alert\"")
                .contains("id=\"baseUrl-problem\">The address must start with https://")
                .contains("id=\"clientId-problem\">Enter the Client ID")
                .contains(
                        "aria-describedby=\"baseUrl-hint baseUrl-problem\" aria-required=\"true\" aria-invalid=\"true\" autofocus")
                .contains("value=\"http://northwind.coupahost.com\"")
                .doesNotContain(PLANTED);
        assertThat(stored.everything()).doesNotContain("http://northwind.coupahost.com");
    }

    @Test
    void a_secret_is_wanted_for_a_new_client() {
        // when
        Response page = LinkVisitor.of(tenant).enter("https://northwind.coupahost.com", "client", "");

        // then
        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.asString()).contains("id=\"clientSecret-problem\">Enter the Client Secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                PLANTED + " and more",
                PLANTED + "\nand more",
                PLANTED + "\r\nx",
                PLANTED + "\tx",
                PLANTED + "\u2028x"
            })
    void a_secret_with_a_space_or_a_line_break_in_it_is_to_be_copied_again(String secret) {
        // when
        Response page = LinkVisitor.of(tenant).enter("https://northwind.coupahost.com", "client", secret);

        // then
        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.asString())
                .contains("id=\"clientSecret-problem\">It contains a space or a line break.")
                .doesNotContain(PLANTED);
    }

    @Test
    void a_secret_with_spaces_around_it_will_do() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        LinkVisitor link = LinkVisitor.of(tenant);

        // when
        Response sent = link.enter(" " + coupa.origin() + "/ ", " client\n", " \t" + Coupas.secret(coupa) + "\r\n");

        // then
        assertThat(sent.statusCode()).as(sent.asString()).isEqualTo(303);
        assertThat(link.awaitVerdict()).contains("data-outcome=\"CONNECTED\"");
    }

    @Test
    void html_that_is_entered_is_text() {
        // when
        Response page =
                LinkVisitor.of(tenant).enter("\"><script>alert(1)</script>", "'\"><img src=x onerror=alert(1)>", "");

        // then
        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.asString()).contains("&quot;&gt;&lt;script&gt;").doesNotContain("<script>", "<img");
    }

    @Test
    void the_way_to_the_scopes_is_shown_before_anything_is_saved() {
        // when
        Response page = LinkVisitor.of(tenant).askForScopes("https://northwind.coupahost.com/home", "client", PLANTED);
        Response wrong = LinkVisitor.of(tenant).askForScopes("https://northwind.example", "client", PLANTED);

        // then
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.asString())
                .contains("href=\"https://northwind.coupahost.com/oauth2/scopes\"", "value=\"client\"")
                .doesNotContain(PLANTED, "role=\"alert\"");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.asString()).contains("id=\"baseUrl-problem\"").doesNotContain("/oauth2/scopes\"");
        assertThat(stored.everything()).doesNotContain("northwind.coupahost.com");
    }

    @Test
    void a_browser_may_show_the_page_where_the_operator_said_and_learns_nothing_else() {
        // given
        LinkVisitor link = LinkVisitor.of(tenant);

        for (Response page :
                List.of(link.open(), LinkVisitor.withToken("forged").open(), link.enter("x", "", ""))) {
            // then
            assertThat(page.headers().getValues("Content-Security-Policy"))
                    .containsExactly("default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
                            + " form-action 'self'; base-uri 'none'; frame-ancestors https://app.example.com");
            assertThat(page.header("X-Frame-Options")).isNull();
            assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(page.header("Cache-Control")).isEqualTo("no-store");
            assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(page.asString())
                    .doesNotContain("style=", "<style", "onclick", "<script>", "http://", "src=\"http");
        }
    }

    @Test
    void styles_and_scripts_are_files_of_a_few_kilobytes() {
        for (String file : List.of("connect.css", "connect.js")) {
            // when
            Response asset = LinkVisitor.browser().get("/connect/assets/" + file);

            // then
            assertThat(asset.statusCode()).as(file).isEqualTo(200);
            assertThat(asset.asByteArray()).hasSizeBetween(500, 6_000);
        }
        assertThat(LinkVisitor.browser().get("/connect/assets/other.js").statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_form_of_another_origin_is_refused_and_one_that_does_not_tell_is_not() {
        // given
        LinkVisitor link = LinkVisitor.of(tenant);
        Map<String, String> form = Map.of("baseUrl", "x", "clientId", "", "clientSecret", "");

        // when
        int foreign = link.send(LinkVisitor.browser().header("Origin", "https://attacker.example"), form)
                .statusCode();
        int untold =
                link.send(LinkVisitor.browser().header("Origin", "null"), form).statusCode();
        int own = link.send(LinkVisitor.browser().header("Origin", "http://localhost:8081"), form)
                .statusCode();

        // then
        assertThat(foreign).isEqualTo(403);
        assertThat(untold).as("it was read").isEqualTo(400);
        assertThat(own).isEqualTo(400);
    }

    @Test
    void what_a_mail_program_adds_to_a_link_does_no_harm() {
        // given
        LinkVisitor link = LinkVisitor.of(tenant);

        // when
        Response page = LinkVisitor.browser().get("/connect/{token}?utm_source=mail", link.token());

        // then
        assertThat(page.statusCode()).as(page.asString()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH"})
    void nothing_tells_the_link_again(String method) {
        // given
        LinkVisitor link = LinkVisitor.of(tenant);

        // when
        Response answer = LinkVisitor.browser().request(method, "/connect/" + link.token());
        Response large = link.enter("x".repeat(100_000), "", "");
        Response multipart =
                LinkVisitor.browser().multiPart("clientSecret", PLANTED).post("/connect/{token}", link.token());

        // then
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(multipart.statusCode()).isEqualTo(415);
        for (Response each : List.of(answer, large, multipart)) {
            assertThat(each.asString() + each.headers()).doesNotContain(link.token());
        }
    }

    @Test
    void no_log_line_metric_or_row_holds_a_link_or_a_secret() {
        // given
        CoupaInstance coupa = Coupas.instance();
        coupa.client("client", PLANTED, Set.of(Coupas.ROSTER));
        LinkVisitor link = LinkVisitor.of(tenant);

        // when
        link.open();
        link.enter(coupa.origin().toString(), "client", PLANTED + "-wrong");
        link.awaitVerdict();
        link.enter(coupa.origin().toString(), "client", PLANTED);
        link.awaitVerdict();
        link.verify();
        LinkVisitor.browser().put("/connect/" + link.token());
        LinkVisitor.withToken(link.token() + "x").open();

        // then
        for (String hidden : List.of(link.token(), PLANTED)) {
            assertThat(lines.lines()).isNotEmpty().noneMatch(line -> line.contains(hidden));
            assertThat(Management.get("/q/metrics").asString()).doesNotContain(hidden);
            assertThat(stored.everything()).doesNotContain(hidden);
            assertThat(tenant.audit().prettify()).doesNotContain(hidden);
        }
        assertThat(Management.get("/q/metrics").asString()).contains("uri=\"/connect/{token}\"");
    }

    private static Response path(String path) {
        return LinkVisitor.browser().urlEncodingEnabled(false).get(path);
    }

    private static double guesses() {
        return GUESSES.matcher(Management.get("/q/metrics").asString())
                .results()
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .sum();
    }
}
