package io.coupabridge.client.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseUrlRulesTest {

    private static final URI SIMULATOR = URI.create("http://127.0.0.1:9081");

    private final BaseUrlRules rules =
            new BaseUrlRules(Set.of("coupa.example.gov"), Set.of(SIMULATOR, URI.create("https://spend.example.com")));

    @ParameterizedTest
    @CsvSource({
        "acme, https://acme.coupahost.com",
        "ACME, https://acme.coupahost.com",
        "acme.coupahost.com, https://acme.coupahost.com",
        "Acme.CoupaHost.com, https://acme.coupahost.com",
        "acme.coupahost.com., https://acme.coupahost.com",
        "acme.coupahost.com:443, https://acme.coupahost.com",
        "' https://acme.coupahost.com ', https://acme.coupahost.com",
        "HTTPS://acme.coupahost.com/, https://acme.coupahost.com",
        "https://acme.coupahost.com:443/session/new?a=b#c, https://acme.coupahost.com",
        "https://acme.coupahost.com?x=@y, https://acme.coupahost.com",
        "https://acme.coupahost.com#@elsewhere.example, https://acme.coupahost.com",
        "https://orgname-usa-coupalink.coupacloud.com, https://orgname-usa-coupalink.coupacloud.com",
        "a.coupahost.com, https://a.coupahost.com",
        "acme-test, https://acme-test.coupahost.com",
        "agency.coupa.example.gov, https://agency.coupa.example.gov",
        "spend.example.com, https://spend.example.com",
        "http://127.0.0.1:9081, http://127.0.0.1:9081",
        "http://127.0.0.1:9081/api/users, http://127.0.0.1:9081"
    })
    void makes_the_canonical_address_of_what_an_administrator_may_type(String input, String origin) {
        assertThat(rules.parse(input)).hasToString(origin);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "http://acme.coupahost.com",
                "ftp://acme.coupahost.com",
                "file:///etc/passwd",
                "javascript:alert(1)",
                "http:acme.coupahost.com",
                "https:/acme.coupahost.com",
                "https:acme.coupahost.com",
                "//acme.coupahost.com",
                "https://",
                "https:///acme.coupahost.com",
                "https://user:canary@acme.coupahost.com",
                "user@acme.coupahost.com",
                "https://acme.coupahost.com@canary.example",
                "https://acme.coupahost.com:443@canary.example/",
                "https://acme.coupahost.com:8443",
                "https://acme.coupahost.com:80",
                "https://acme.coupahost.com:",
                "https://acme.coupahost.com:443:443",
                "https://acme.coupahost.com:0443",
                "https://acme.coupahost.com\\@canary.example",
                "https://acme.coupahost.com\\.canary.example",
                "https://127.0.0.1",
                "https://169.254.169.254/latest/meta-data",
                "2130706433",
                "https://0x7f000001",
                "https://0x7f.0.0.1",
                "https://017700000001",
                "https://127.1",
                "https://[::1]",
                "https://[::ffff:169.254.169.254]",
                "https://[fd00:ec2::254]/",
                "localhost",
                "https://localhost",
                "https://coupahost.com",
                "https://.coupahost.com",
                "https://acme..coupahost.com",
                "https://acme.coupahost.com..",
                "https://acme.coupahost.com/../admin",
                "https://acme.coupahost.com.canary.example",
                "https://canary.example/acme.coupahost.com",
                "https://canary.example?.coupahost.com",
                "https://canary.example#.coupahost.com",
                "https://notcoupahost.com",
                "https://evilcoupahost.com",
                "https://a.b.coupahost.com",
                "https://x.cso.coupahost.com",
                "https://r39.coupadev.com",
                "https://supplier.coupahost.com",
                "https://SUPPLIER.coupahost.com",
                "https://risk.coupahost.com",
                "https://ctm.coupahost.com",
                "https://compass.coupahost.com",
                "https://io.coupahost.com",
                "https://cso.coupahost.com",
                "https://cso.coupacloud.com",
                "https://success.coupahost.com",
                "https://fileshare-eu.coupahost.com",
                "https://-acme.coupahost.com",
                "https://acme-.coupahost.com",
                "https://ac_me.coupahost.com",
                "https://xn--acme-xyz.coupahost.com",
                "https://acmé.coupahost.com",
                "https://\u0430cme.coupahost.com",
                "https://acme\u3002coupahost.com",
                "https://acme.coupahost.com\u2044x",
                "https://\u212Aacme.coupahost.com",
                "https://acme%2ecoupahost.com",
                "https://acme.coupahost.com%00.canary.example",
                "https://acme.coupahost.com/%2e%2e/",
                "https://acme .coupahost.com",
                "https://acme\t.coupahost.com",
                "https://acme.coupahost.com\r\nHost: canary.example",
                "https://acme.coupahost.com\u0000",
                "https://acme.coupahost.com,canary.example",
                "https://acme.coupahost.com;canary.example",
                "http://127.0.0.1:9082",
                "http://127.0.0.1",
                "https://127.0.0.1:9081",
                "http://localhost:9081",
                "http://127.0.0.1:9081@canary.example",
                "http://spend.example.com",
                "https://x.spend.example.com",
                "https://coupa.example.gov",
                "https://a.b.coupa.example.gov"
            })
    void refuses_with_a_sentence_that_quotes_nothing(String input) {
        assertThatThrownBy(() -> rules.parse(input))
                .isInstanceOf(InvalidBaseUrlException.class)
                .message()
                .endsWith(".")
                .doesNotContain("canary");
    }

    @Test
    void refuses_an_address_that_is_missing_too_long_or_of_too_long_a_label() {
        assertThatThrownBy(() -> rules.parse(null)).isInstanceOf(InvalidBaseUrlException.class);
        assertThatThrownBy(() -> rules.parse("https://acme.coupahost.com/" + "x".repeat(2_000)))
                .isInstanceOf(InvalidBaseUrlException.class);
        assertThatThrownBy(() -> rules.parse("a".repeat(64))).isInstanceOf(InvalidBaseUrlException.class);
        assertThat(rules.parse("a".repeat(63)).host()).hasSize(63 + ".coupahost.com".length());
    }

    @Property
    void accepts_no_text_at_all_that_leads_elsewhere(@ForAll String text) {
        for (String input : Set.of(text, "https://" + text, "acme.coupahost.com" + text, text + ".coupahost.com")) {
            try {
                // when
                BaseUrl baseUrl = rules.parse(input);
                // then
                assertThat(baseUrl.toString()).matches("https://[a-z0-9-]{1,63}\\.(coupahost|coupacloud)\\.com");
            } catch (InvalidBaseUrlException refused) {
                assertThat(refused.getMessage()).endsWith(".");
            }
        }
    }

    @Test
    void applies_the_rules_again_to_an_address_that_was_allowed_before() {
        // given
        BaseUrl simulator = rules.parse(SIMULATOR.toString());
        BaseUrlRules strict = new BaseUrlRules(Set.of(), Set.of());
        // when / then
        assertThatThrownBy(() -> strict.check(simulator)).isInstanceOf(InvalidBaseUrlException.class);
        strict.check(strict.parse("acme"));
        rules.check(simulator);
    }

    @Test
    void lets_no_address_pass_for_another_one_that_did() {
        // given
        BaseUrl written = new BaseUrl(URI.create("https://acme.coupahost.com"));
        BaseUrl otherwise = new BaseUrl(URI.create("https://acme.coupahost.com:"));
        assertThat(otherwise).isEqualTo(written);

        // when
        rules.check(written);
        rules.check(written);

        // then
        assertThatThrownBy(() -> rules.check(otherwise)).isInstanceOf(InvalidBaseUrlException.class);
        assertThatThrownBy(() -> rules.check(otherwise)).isInstanceOf(InvalidBaseUrlException.class);
    }

    @Test
    void judges_any_number_of_addresses() {
        IntStream.range(0, 25_000).forEach(i -> rules.check(rules.parse("acme" + i)));
        rules.check(rules.parse("acme1"));
        BaseUrl simulator = new BaseUrl(URI.create("http://127.0.0.1:1"));
        assertThatThrownBy(() -> rules.check(simulator)).isInstanceOf(InvalidBaseUrlException.class);
    }

    @Test
    void refuses_a_hand_made_address_that_is_not_canonical() {
        assertThatThrownBy(() -> rules.check(new BaseUrl(URI.create("https://acme.coupahost.com:443"))))
                .isInstanceOf(InvalidBaseUrlException.class);
        assertThatThrownBy(() -> rules.check(new BaseUrl(URI.create("https://169.254.169.254"))))
                .isInstanceOf(InvalidBaseUrlException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"com", "", "*", "coupa..gov", "https://coupa.gov", "coupa.gov/x", "10.0.0.1"})
    void refuses_a_suffix_of_the_operator_that_is_no_domain_and_names_it(String suffix) {
        assertThatThrownBy(() -> new BaseUrlRules(Set.of(suffix), Set.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + suffix + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://127.0.0.1:9081/", "http://user:canary@host", "ftp://host", "http://HOST", "host:80"})
    void refuses_an_allowed_origin_that_is_none(String origin) {
        assertThatThrownBy(() -> new BaseUrlRules(Set.of(), Set.of(URI.create(origin))))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("canary");
    }

    @Test
    void counts_the_budget_by_host_and_a_test_origin_by_its_port() {
        assertThat(rules.parse("https://ACME.coupahost.com:443/x").hostKey()).isEqualTo("acme.coupahost.com");
        assertThat(rules.parse("http://127.0.0.1:9081").hostKey()).isEqualTo("127.0.0.1:9081");
    }
}
