package io.coupabridge.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the chart says of the console alone. */
class ConsoleManifestsTest {

    private static final String PRODUCTION = "values-production.yaml";

    @Test
    void it_is_left_out_with_all_that_it_needs_unless_it_is_enabled() {
        assertThat(Helm.render(PRODUCTION)).anyMatch(ConsoleManifestsTest::speaksOfIt);
        assertThat(Helm.render(PRODUCTION, "--set=console.enabled=false"))
                .hasSizeGreaterThan(50)
                .noneMatch(ConsoleManifestsTest::speaksOfIt);
    }

    /** A dashboard may show its metrics all the same. */
    private static boolean speaksOfIt(Manifest object) {
        return !object.name().contains("-dashboard-")
                && !object.kind().equals("PrometheusRule")
                && object.content().toString().contains("console");
    }

    @Test
    void it_knows_where_the_services_are_and_that_browsers_come_by_the_ingress() {
        // when
        JsonNode settings = settings();

        // then
        assertThat(settings.path("COUPABRIDGE_SERVICES_TOKEN").asText()).isEqualTo("http://bridge-token-service:8081");
        assertThat(settings.path("COUPABRIDGE_SERVICES_ROSTER").asText())
                .isEqualTo("http://bridge-roster-service:8082");
        assertThat(settings.path("COUPABRIDGE_SERVICES_EXPENSE").asText())
                .isEqualTo("http://bridge-expense-service:8083");
        assertThat(settings.path("COUPABRIDGE_START_PLAIN_SERVICES").asText()).isEqualTo("true");
        assertThat(settings.path("QUARKUS_HTTP_PROXY_PROXY_ADDRESS_FORWARDING").asText())
                .isEqualTo("true");
        assertThat(settings.path("COUPABRIDGE_HTTP_HOSTS").asText()).startsWith("coupa.example.com,");
        assertThat(settings("--set=ingress.enabled=false").has("QUARKUS_HTTP_PROXY_PROXY_ADDRESS_FORWARDING"))
                .isFalse();
    }

    /** An ID token is for the client, and not for the audience of the services. */
    @Test
    void only_its_rest_has_the_audience_of_the_services_and_nothing_leads_to_the_budget() {
        assertThat(settings().has("QUARKUS_OIDC_TOKEN_AUDIENCE")).isFalse();
        assertThat(settings().path("QUARKUS_OIDC_API_TOKEN_AUDIENCE").asText()).isEqualTo("coupa-bridge");
        assertThat(settings().toString()).doesNotContain("BUDGET");
        assertThat(pod().toString()).doesNotContain("budget").doesNotContain("BUDGET");
    }

    @Test
    void a_setting_of_its_own_beats_that_of_the_chart() {
        assertThat(settings("--set=console.settings.COUPABRIDGE_SERVICES_TOKEN=https://tokens.example.com")
                        .path("COUPABRIDGE_SERVICES_TOKEN")
                        .asText())
                .isEqualTo("https://tokens.example.com");
    }

    @Test
    void a_server_of_email_is_told_with_its_login_in_a_secret() {
        // given
        String[] mail = {
            "--set=console.smtp.host=smtp.example.com",
            "--set=console.smtp.from=bridge@example.com",
            "--set=console.smtp.loginSecret=mail-login"
        };

        // then
        assertThat(settings(mail).path("COUPABRIDGE_NOTIFICATIONS_SMTP_HOST").asText())
                .isEqualTo("smtp.example.com");
        assertThat(settings(mail).path("COUPABRIDGE_NOTIFICATIONS_SMTP_PORT").asText())
                .isEqualTo("587");
        assertThat(settings(mail).path("COUPABRIDGE_NOTIFICATIONS_SMTP_FROM").asText())
                .isEqualTo("bridge@example.com");
        assertThat(pod(mail).at("/containers/0/env").findValuesAsText("name"))
                .contains("COUPABRIDGE_NOTIFICATIONS_SMTP_USERNAME", "COUPABRIDGE_NOTIFICATIONS_SMTP_PASSWORD")
                .contains("mail-login");
        assertThat(pod().toString()).doesNotContain("SMTP");
    }

    private static JsonNode settings(String... arguments) {
        return find("ConfigMap", arguments).path("data");
    }

    private static JsonNode pod(String... arguments) {
        return find("Deployment", arguments).at("/spec/template/spec");
    }

    private static JsonNode find(String kind, String... arguments) {
        List<Manifest> objects = Helm.render(PRODUCTION, arguments);
        return objects.stream()
                .filter(object -> object.kind().equals(kind) && object.name().equals("bridge-console"))
                .findFirst()
                .orElseThrow()
                .content();
    }
}
