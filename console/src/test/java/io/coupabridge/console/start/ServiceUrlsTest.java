package io.coupabridge.console.start;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceUrlsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "token-service:8081",
                "token-service",
                "//token-service:8081",
                "ftp://token-service",
                "https://me:secret@token-service",
                "https://token-service?x=y",
                ""
            })
    void what_is_no_base_url_is_refused_by_its_setting(String url) {
        assertThatThrownBy(() -> ServiceUrls.check(Map.of("token", URI.create(url)), true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("coupabridge.services.token")
                .hasMessageContaining("such as https://");
    }

    @Test
    void http_has_to_be_said_outright() {
        // given
        Map<String, URI> plain = Map.of("roster", URI.create("http://roster-service:8082/"));

        // then
        assertThatThrownBy(() -> ServiceUrls.check(plain, false))
                .hasMessageContaining("coupabridge.services.roster")
                .hasMessageContaining("coupabridge.start.plain-services=true");
        assertThatCode(() -> ServiceUrls.check(plain, true)).doesNotThrowAnyException();
    }

    @Test
    void https_will_do() {
        assertThatCode(() -> ServiceUrls.check(Map.of("token", URI.create("https://token-service:8081")), false))
                .doesNotThrowAnyException();
    }
}
