package io.coupabridge.client.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private final RetryAfter retryAfter = new RetryAfter(() -> NOW);

    @ParameterizedTest
    @CsvSource({"1, 1", "' 30 ', 30", "007, 7", "86400, 86400", "99999, 86400", "99999999999999999999, 86400"})
    void reads_seconds_and_believes_a_day_at_most(String header, long seconds) {
        assertThat(retryAfter.of(answer(header, null))).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "-5", "soon", "1.5", "1e3", "Tue, 24 Nov 2026 11:59:00 GMT", "2026-11-24T12:01:00Z"})
    void tolerates_what_cannot_be_waited_for(String header) {
        assertThat(retryAfter.of(answer(header, null))).isEmpty();
    }

    @Test
    void counts_a_date_from_the_clock_of_the_server_that_wrote_it() {
        // given
        String serverIsAnHourBehind = "Tue, 24 Nov 2026 11:00:00 GMT";
        // when / then
        assertThat(retryAfter.of(answer("Tue, 24 Nov 2026 11:00:45 GMT", serverIsAnHourBehind)))
                .contains(Duration.ofSeconds(45));
    }

    @Test
    void counts_a_date_from_our_clock_when_the_server_does_not_tell_its_own() {
        assertThat(retryAfter.of(answer("Tue, 24 Nov 2026 12:00:45 GMT", null))).contains(Duration.ofSeconds(45));
        assertThat(retryAfter.of(answer("Tue, 24 Nov 2026 12:00:45 GMT", "garbage")))
                .contains(Duration.ofSeconds(45));
        assertThat(retryAfter.of(answer("Fri, 24 Nov 2028 12:00:45 GMT", null))).contains(Duration.ofHours(24));
    }

    private static HttpAnswer answer(String retryAfter, String date) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Retry-After", retryAfter);
        if (date != null) {
            headers.add("Date", date);
        }
        return new HttpAnswer("acme.coupahost.com", "/api/users", 429, headers, new byte[0], 1);
    }
}
