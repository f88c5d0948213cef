package io.coupabridge.edge.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.edge.address.AddressConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProductionRulesTest {

    private static final Map<String, String> GOOD = Map.of(
            "quarkus.http.host", "0.0.0.0",
            "quarkus.oidc.auth-server-url", "https://id.example/realms/saas",
            "quarkus.oidc.token.audience", "coupa-bridge",
            "kafka.security.protocol", "SASL_SSL",
            "coupabridge.allowed-origins", "https://coupa.example",
            "coupabridge.keysets.tokens", "/etc/coupa-bridge/tokens.json");

    @Test
    void prod_listens_everywhere_with_an_https_issuer() {
        assertThat(faults(true, Map.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "quarkus.oidc.auth-server-url, http://id.example/realms/saas",
        "quarkus.oidc.auth-server-url, ''",
        "quarkus.oidc.token.audience, ''",
        "quarkus.oidc.token.audience, any",
        "quarkus.oidc.token.issuer, any",
        "quarkus.oidc.discovery-enabled, false",
        "quarkus.oidc.jwks-path, http://id.example/keys",
        "quarkus.oidc.tls.verification, none",
        "quarkus.oidc.tls.verification, NONE",
        "quarkus.oidc.tls.verification, certificate-validation",
        "quarkus.tls.trust-all, true",
        "quarkus.tls.hostname-verification-algorithm, NONE",
        "coupabridge.allowed-origins, 'https://coupa.example, http://127.0.0.1:9081'",
        "coupabridge.allowed-origins, HTTP://127.0.0.1:9081",
        "kafka.security.protocol, ''",
        "kafka.security.protocol, plaintext",
        "kafka.security.protocol, SASL_PLAINTEXT",
        "coupabridge.keysets.tokens, /home/me/coupa-bridge/.demo/keys/roster-tokens.json",
    })
    void prod_refuses_a_setting_by_its_name(String setting, String value) {
        assertThat(faults(true, Map.of(setting, value)))
                .singleElement()
                .asString()
                .startsWith(setting + " ");
    }

    @ParameterizedTest
    @CsvSource({
        "quarkus.oidc.api.auth-server-url, http://id.example/realms/saas",
        "quarkus.oidc.api.auth-server-url, ''",
        "quarkus.oidc.api.token.audience, ''",
        "quarkus.oidc.api.token.audience, any",
        "quarkus.oidc.api.token.issuer, any",
        "quarkus.oidc.api.discovery-enabled, false",
        "quarkus.oidc.api.jwks-path, http://id.example/keys",
        "quarkus.oidc.api.tls.verification, none",
    })
    void prod_refuses_a_setting_of_a_named_issuer_by_its_name(String setting, String value) {
        // given
        Map<String, String> named = new HashMap<>(Map.of(
                "quarkus.oidc.api.auth-server-url", "https://id.example/realms/saas",
                "quarkus.oidc.api.token.audience", "coupa-bridge"));
        assertThat(faults(true, named)).isEmpty();

        // when
        named.put(setting, value);

        // then
        assertThat(faults(true, named)).singleElement().asString().startsWith(setting + " ");
    }

    @Test
    void prod_refuses_an_issuer_by_a_name_in_quotes() {
        assertThat(faults(
                        true,
                        Map.of(
                                "quarkus.oidc.\"a.b\".auth-server-url",
                                "http://id.example/",
                                "quarkus.oidc.\"a.b\".token.audience",
                                "coupa-bridge")))
                .singleElement()
                .asString()
                .startsWith("quarkus.oidc.\"a.b\".auth-server-url is ");
    }

    @Test
    void prod_names_all_that_will_not_do_at_once() {
        assertThat(faults(true, Map.of("kafka.security.protocol", "PLAINTEXT", "quarkus.oidc.token.audience", "")))
                .hasSize(2);
    }

    @Test
    void prod_refuses_an_http_origin_of_an_indexed_list() {
        assertThat(faults(
                        true,
                        Map.of(
                                "coupabridge.allowed-origins",
                                "",
                                "coupabridge.allowed-origins[0]",
                                "http://a.example")))
                .singleElement()
                .asString()
                .startsWith("coupabridge.allowed-origins has an http origin");
    }

    @Test
    void prod_takes_an_indexed_audience_but_not_any() {
        assertThat(faults(
                        true,
                        Map.of("quarkus.oidc.token.audience", "", "quarkus.oidc.token.audience[0]", "coupa-bridge")))
                .isEmpty();
        assertThat(faults(true, Map.of("quarkus.oidc.token.audience", "", "quarkus.oidc.token.audience[0]", "any")))
                .singleElement()
                .asString()
                .startsWith("quarkus.oidc.token.audience must not be any");
    }

    @Test
    void prod_takes_an_issuer_without_a_document_that_is_named() {
        assertThat(faults(
                        true,
                        Map.of(
                                "quarkus.oidc.discovery-enabled", "false",
                                "quarkus.oidc.jwks-path", "/protocol/certs",
                                "quarkus.oidc.token.issuer", "https://id.example/realms/saas")))
                .isEmpty();
    }

    @Test
    void prod_takes_a_plain_kafka_if_that_is_said_outright() {
        assertThat(faults(true, Map.of("kafka.security.protocol", "", "coupabridge.start.plain-kafka", "true")))
                .isEmpty();
    }

    @Test
    void prod_sees_through_a_link_to_a_key_of_the_demo(@TempDir Path directory) throws IOException {
        // given
        Path demo = Files.createDirectories(directory.resolve(".demo/keys")).resolve("tokens.json");
        Files.writeString(demo, "{}");
        Path link = Files.createSymbolicLink(directory.resolve("tokens.json"), demo);

        // when
        List<String> faults = faults(true, Map.of("coupabridge.keysets.tokens", link.toString()));

        // then
        assertThat(faults).singleElement().asString().startsWith("coupabridge.keysets.tokens is a key of the demo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.7", "example.org", ""})
    void another_profile_listens_on_this_machine_alone(String host) {
        assertThat(faults(false, Map.of("quarkus.http.host", host, "quarkus.management.host", "127.0.0.1")))
                .singleElement()
                .asString()
                .startsWith("quarkus.http.host is '" + host + "'")
                .contains("Leave it at 127.0.0.1");
    }

    @Test
    void another_profile_shows_health_and_metrics_to_this_machine_alone() {
        assertThat(faults(false, Map.of("quarkus.http.host", "127.0.0.1", "quarkus.management.host", "0.0.0.0")))
                .singleElement()
                .asString()
                .startsWith("quarkus.management.host is '0.0.0.0'");
    }

    @Test
    void another_profile_wants_an_audience_too_and_nothing_else() {
        assertThat(faults(
                        false,
                        Map.of(
                                "quarkus.http.host", "127.0.0.1",
                                "quarkus.management.host", "127.0.0.1",
                                "quarkus.oidc.auth-server-url", "http://127.0.0.1:8080/coupa-bridge",
                                "quarkus.oidc.token.audience", "",
                                "kafka.security.protocol", "PLAINTEXT",
                                "coupabridge.allowed-origins", "http://127.0.0.1:9081",
                                "coupabridge.keysets.tokens", ".demo/keys/roster-tokens.json")))
                .singleElement()
                .asString()
                .startsWith("quarkus.oidc.token.audience is not set");
    }

    private static List<String> faults(boolean prod, Map<String, String> changes) {
        Map<String, String> settings = new HashMap<>(GOOD);
        settings.putAll(changes);
        settings.values().removeIf(String::isEmpty);
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .withMapping(StartConfig.class)
                .withMapping(AddressConfig.class)
                .withMappingIgnore("coupabridge.**")
                .build();
        return new ProductionRules(
                        config,
                        config.getConfigMapping(StartConfig.class),
                        config.getConfigMapping(AddressConfig.class))
                .faults(prod);
    }
}
