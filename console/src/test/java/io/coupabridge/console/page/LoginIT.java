package io.coupabridge.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.console.ConsoleTest;
import io.coupabridge.testing.Browser;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody sees a page without a login, and no other page sends forms. */
@QuarkusTest
class LoginIT extends ConsoleTest {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/tenants", "/tenants/northwind", "/operations", "/help"})
    void who_has_no_session_is_sent_to_the_issuer(String path) {
        // when
        HttpResponse<String> page = new Browser(console).get(path);

        // then
        assertThat(page.uri().getPath()).endsWith("/authorize");
        assertThat(page.uri().getQuery()).contains("code_challenge").contains("redirect_uri");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tenants/northwind/live", "/tenants/northwind/changes"})
    void a_pages_own_script_without_a_session_gets_no_redirect_and_no_cookie(String path) {
        // when
        HttpResponse<String> answer = new Browser(console).get(path);

        // then
        assertThat(answer.statusCode()).isEqualTo(499);
        assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
    }

    @Test
    void a_forged_session_is_none() {
        // given
        Browser browser = new Browser(console);
        browser.plant("q_session", "forged|forged|forged");

        // when
        HttpResponse<String> page = browser.get("/help");

        // then
        assertThat(page.uri().getPath()).endsWith("/authorize");
    }

    @ParameterizedTest
    @ValueSource(strings = {"operator", "auditor", "platform", "integration-admin"})
    void each_role_sees_the_start_page(String role) {
        // when
        HttpResponse<String> page = Browser.of(console, role, tenant.value()).get("/");

        // then
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<h1>Attention</h1>").contains("a-test-" + role);
    }

    @Test
    void a_page_says_what_a_browser_may_do() {
        // when
        HttpResponse<String> page = Browser.of(console, "operator").get("/");

        // then
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'")
                .contains("script-src 'self'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.body())
                .doesNotContain("<style")
                .doesNotContain(" style=")
                .doesNotContain("onclick")
                .doesNotContainPattern("<script(?![^>]* src=)");
    }

    @Test
    void cookies_are_out_of_reach_of_scripts_and_other_sites() {
        // when
        Browser browser = Browser.of(console, "operator");
        HttpResponse<String> page = browser.get("/");

        // then
        assertThat(page.headers().allValues("Set-Cookie"))
                .isNotEmpty()
                .allMatch(cookie -> cookie.contains("HTTPOnly") || cookie.contains("HttpOnly"))
                .allMatch(cookie -> cookie.contains("SameSite"));
    }

    @Test
    void a_form_without_the_pages_token_is_refused() {
        // given
        Browser browser = Browser.of(console, "operator");

        // when
        HttpResponse<String> answer = browser.submitAsItIs("/tenants/" + tenant + "/verify", List.of("x", "y"));

        // then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("This page is too old. Go back, reload it, and send again.");
    }

    @Test
    void a_form_of_another_site_is_refused() {
        // given
        Browser browser = Browser.of(console, "operator");

        // when
        HttpResponse<String> answer = browser.submitAsItIs(
                "/tenants/" + tenant + "/verify", List.of("x", "y"), "Origin", "https://elsewhere.example.com");

        // then
        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void a_role_that_may_not_see_a_page_is_told_so() {
        // when
        HttpResponse<String> page = Browser.of(console, "platform").get("/operations");

        // then
        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(page.body()).contains("No role of yours may do this.").doesNotContain("your token");
    }

    @Test
    void who_signs_out_has_no_session() {
        // given
        Browser browser = Browser.of(console, "operator");

        // when
        HttpResponse<String> page = browser.submit("/sign-out");

        // then
        assertThat(page.body()).contains("Signed out");
        assertThat(browser.get("/help").uri().getPath()).endsWith("/authorize");
    }
}
