package io.coupabridge.token.connect;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.edge.rest.RequestConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectRulesTest {

    private static final String URL = "https://bridge.example.com";

    @Test
    void nothing_need_be_set() {
        assertThatCode(() -> check(null, null, true)).doesNotThrowAnyException();
    }

    @Test
    void an_https_address_of_this_service_and_origins_of_others_will_do() {
        assertThatCode(() -> check(URL + "/coupa/", "https://app.example.com", true))
                .doesNotThrowAnyException();
        assertThatCode(() -> check("http://bridge.example.com:8081", "http://127.0.0.1:9000", false))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "http://bridge.example.com, is http",
        "bridge.example.com, is no web address",
        "https://, is no web address",
        "ftp://bridge.example.com, is no web address",
        "https://me@bridge.example.com, is no web address",
        "https://bridge.example.com?a=b, has a query",
        "https://bridge.example.com#a, has a query",
        "https://other.example.com, coupabridge.http.hosts"
    })
    void another_public_url_stops_the_start_and_is_named(String url, String fault) {
        assertThatThrownBy(() -> check(url, null, true))
                .hasMessageStartingWith("coupabridge.connect.public-url '" + url + "' ")
                .hasMessageContaining(fault);
    }

    @ParameterizedTest
    @CsvSource({
        "http://app.example.com, is http",
        "*, is no web address",
        "https://*.example.com, is no web address",
        "https://app.example.com/, is no origin",
        "https://app.example.com/path, is no origin",
        "https://App.example.com, is no origin",
        "'https://app.example.com; script-src *', is no web address"
    })
    void another_ancestor_stops_the_start_and_is_named(String origin, String fault) {
        assertThatThrownBy(() -> check(URL, origin, true))
                .hasMessageStartingWith("coupabridge.connect.frame-ancestors '" + origin + "' ")
                .hasMessageContaining(fault);
    }

    private static void check(String url, String ancestor, boolean prod) {
        new ConnectRules(new Settings(url, ancestor), new Hosts()).check(prod);
    }

    private record Settings(String url, String ancestor) implements ConnectConfig {

        @Override
        public Optional<String> publicUrl() {
            return Optional.ofNullable(url);
        }

        @Override
        public Optional<Set<String>> frameAncestors() {
            return Optional.ofNullable(ancestor).map(Set::of);
        }
    }

    private record Hosts() implements RequestConfig {

        @Override
        public Duration bodyTime() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Set<String> hosts() {
            return Set.of("localhost", "bridge.example.com");
        }

        @Override
        public int requestsAtOnce() {
            return 1;
        }

        @Override
        public int requestsPerSecond() {
            return 1;
        }
    }
}
