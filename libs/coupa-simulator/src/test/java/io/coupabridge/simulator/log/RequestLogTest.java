package io.coupabridge.simulator.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.simulator.http.HttpRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestLogTest {

    private final RequestLog log = new RequestLog();

    private LoggedRequest request(String path, String query) {
        return log.begin(new HttpRequest("GET", path, query, Map.of("accept", "application/json"), new byte[0], true));
    }

    @Test
    void counts_all_and_keeps_the_newest() {
        // given
        log.keep(10);

        // when
        for (int i = 0; i < 1_000; i++) {
            log.end(request("/api/users", "limit=" + i), 200, 50, 1_000, null);
        }
        log.end(request("/oauth2/token", null), 400, 0, 10, null);

        // then
        assertThat(log.requests()).hasSize(10);
        assertThat(log.totalCount()).isEqualTo(1_001);
        assertThat(log.apiCount()).isEqualTo(1_000);
        assertThat(log.apiCount(200)).isEqualTo(1_000);
        assertThat(log.recordCount()).isEqualTo(50_000);
        assertThat(log.grantCount()).isEqualTo(1);
        assertThat(log.successfulGrantCount()).isZero();
        assertThat(log.apiRequests().get(0).query("limit")).contains("991");
        assertThat(log.apiRequests().get(0).index()).isEqualTo(992);
    }

    @Test
    void finds_the_busiest_second_of_api_requests() {
        // when
        for (int i = 0; i < 30; i++) {
            request("/api/users", null);
            request("/oauth2/token", null);
        }

        // then
        assertThat(log.maxInOneSecond()).isEqualTo(30);
    }

    @Test
    void finds_secrets_in_paths_and_queries_also_when_they_are_encoded() {
        // given
        request("/api/users", "client_secret=a%2Fb");
        request("/api/a%2Fb", null);
        request("/api/users", "limit=%ZZ");

        // then
        assertThat(log.containing("a/b")).hasSize(2);
        assertThat(log.contains("c/d")).isFalse();
    }

    @Test
    void shows_requests_that_are_still_being_answered() {
        // when
        LoggedRequest open = request("/api/users", null);

        // then
        assertThat(open.status()).isEmpty();
        assertThat(open.answeredNanos()).isNull();
        assertThat(log.requests()).containsExactly(open);
        log.clear();
        assertThat(log.requests()).isEmpty();
        assertThat(log.totalCount()).isZero();
    }
}
