package io.coupabridge.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.client.address.BaseUrlRules;
import io.coupabridge.client.address.InvalidBaseUrlException;
import io.coupabridge.client.failure.UnavailableException;
import io.coupabridge.client.failure.UnavailableException.Kind;
import io.coupabridge.secrets.Secret;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that lead where no request may go. The tests' names stand in {@code src/test/resources/hosts}. */
@Timeout(30)
class HostCheckTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final Secret TOKEN = Secret.of("canary");
    private static final PageRequest REQUEST = new PageRequest(TestCoupa.USERS, List.of(), 0, 50);

    private final BaseUrlRules rules = new BaseUrlRules(Set.of(), Set.of());

    @AfterAll
    static void stop() {
        VERTX.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"loopback", "private", "metadata", "carrier", "unique-local", "mapped", "mixed"})
    void sends_nothing_to_a_name_that_leads_inside(String label) {
        // given
        BaseUrl baseUrl = rules.parse(label);
        try (CoupaHttp http = new CoupaHttp(VERTX, rules)) {
            // when / then
            assertThatThrownBy(() -> CoupaHttp.await(http.page(baseUrl, TOKEN, REQUEST)))
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            refused -> assertThat(refused.kind()).isEqualTo(Kind.ADDRESS_NOT_PUBLIC))
                    .hasMessageContaining(baseUrl.host());
        }
    }

    @Test
    void tells_the_address_that_it_checked() {
        assertThat(new HostCheck(Runnable::run).check("public.coupahost.com"))
                .isCompletedWithValueMatching(
                        address -> address.getHostAddress().equals("8.8.4.4"));
    }

    @Test
    void tells_a_name_without_an_address() {
        // given
        BaseUrl baseUrl = rules.parse("nowhere");
        try (CoupaHttp http = new CoupaHttp(VERTX, rules)) {
            // when / then
            assertThatThrownBy(() -> CoupaHttp.await(http.probeWithApiKey(baseUrl, TOKEN)))
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            unknown -> assertThat(unknown.kind()).isEqualTo(Kind.HOST_NOT_FOUND));
        }
    }

    @Test
    void applies_the_base_url_rules_before_each_request() {
        // given
        BaseUrl forged = new BaseUrl(URI.create("https://canary.example"));
        try (CoupaHttp http = new CoupaHttp(VERTX, rules)) {
            // when / then
            assertThatThrownBy(() -> http.page(forged, TOKEN, REQUEST)).isInstanceOf(InvalidBaseUrlException.class);
            assertThatThrownBy(() -> http.probeWithApiKey(forged, TOKEN)).isInstanceOf(InvalidBaseUrlException.class);
        }
    }
}
