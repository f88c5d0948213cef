package io.coupabridge.token.grant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterHeaderTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    @Test
    void reads_seconds() {
        assertThat(RetryAfterHeader.read(" 120 ", null, NOW)).contains(Duration.ofMinutes(2));
    }

    @Test
    void counts_a_date_from_the_servers_own_clock() {
        // given
        String until = "Tue, 24 Nov 2026 09:58:30 GMT";
        String serverClock = "Tue, 24 Nov 2026 09:58:00 GMT";

        // then
        assertThat(RetryAfterHeader.read(until, serverClock, NOW)).contains(Duration.ofSeconds(30));
    }

    @Test
    void counts_a_date_from_our_clock_when_the_server_does_not_tell_its_own() {
        assertThat(RetryAfterHeader.read("Tue, 24 Nov 2026 10:00:05 GMT", null, NOW))
                .contains(Duration.ofSeconds(5));
    }

    @Test
    void believes_no_more_than_a_day() {
        assertThat(RetryAfterHeader.read("999999", null, NOW)).contains(Duration.ofHours(24));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "soon", "-3", "0", "Tue, 24 Nov 2026 09:00:00 GMT", "12345678901234567890"})
    void finds_nothing_to_wait_for(String header) {
        assertThat(RetryAfterHeader.read(header, null, NOW)).isEmpty();
    }
}
