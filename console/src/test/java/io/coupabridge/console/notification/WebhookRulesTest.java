package io.coupabridge.console.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.client.address.BaseUrlRules;
import io.coupabridge.contracts.TenantId;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookRulesTest {

    private static final Owner NORTHWIND = new Owner(new TenantId("northwind"));

    private final WebhookRules rules = new WebhookRules(new BaseUrlRules(
            Set.of(), Set.of(URI.create("http://127.0.0.1:9081"), URI.create("https://inner.example.com"))));

    @ParameterizedTest
    @CsvSource({
        "https://Hooks.Example.com/a/b?key=planted, https://hooks.example.com, /a/b?key=planted",
        "https://hooks.example.com, https://hooks.example.com, /",
        "https://hooks.example.com:443/x%2Fy, https://hooks.example.com:443, /x%2Fy",
        "http://127.0.0.1:9081/hook, http://127.0.0.1:9081, /hook"
    })
    void takes_an_address_apart(String address, String origin, String target) {
        // when
        WebhookAddress parsed = rules.parse(Owner.OPERATORS, " " + address + "\n");

        // then
        assertThat(parsed.origin()).hasToString(origin);
        assertThat(parsed.target()).isEqualTo(target);
        assertThat(parsed).hasToString(origin);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "planted",
                "http://hooks.example.com/planted",
                "ftp://hooks.example.com/planted",
                "mailto:planted@example.com",
                "https://user:planted@hooks.example.com/",
                "https://hooks.example.com/#planted",
                "https://hooks.example.com:8443/planted",
                "https://127.0.0.1/planted",
                "https://[::1]/planted",
                "https://2130706433/planted",
                "https://0x7f.1/planted",
                "https://localhost/planted",
                "https://kafka/planted",
                "https://hooks.example.com./planted",
                "https:///planted",
                "https://hooks.example.com/pla nted",
                "https://hooks.example.com/planted\r\nHost: x",
                "https://hooks.example.com\\planted",
                "http://127.0.0.1:9082/planted",
                "http://localhost:9081/planted"
            })
    void refuses_in_a_sentence_that_quotes_nothing(String address) {
        assertThatThrownBy(() -> rules.parse(Owner.OPERATORS, address))
                .isInstanceOf(RefusedSubscriptionException.class)
                .message()
                .endsWith(".")
                .doesNotContain("planted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:9081/planted", "https://inner.example.com/planted"})
    void an_allowed_origin_is_for_operators_alone(String address) {
        assertThat(rules.parse(Owner.OPERATORS, address).target()).isEqualTo("/planted");
        assertThatThrownBy(() -> rules.parse(NORTHWIND, address))
                .isInstanceOf(RefusedSubscriptionException.class)
                .message()
                .doesNotContain("planted", "inner");
    }

    @Test
    void a_tenants_webhook_is_on_the_public_internet() {
        assertThat(rules.parse(NORTHWIND, "https://hooks.example.com/x").origin())
                .hasToString("https://hooks.example.com");
    }

    @Test
    void refuses_an_address_that_is_too_long() {
        assertThatThrownBy(() -> rules.parse(NORTHWIND, "https://hooks.example.com/" + "a".repeat(2_000)))
                .isInstanceOf(RefusedSubscriptionException.class);
    }
}
