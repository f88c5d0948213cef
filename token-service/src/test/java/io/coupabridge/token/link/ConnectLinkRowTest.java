package io.coupabridge.token.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ConnectLinkRowTest {

    private static final Instant NOW = Instant.parse("2026-11-24T09:30:00Z");

    private final ConnectLinkRow row = new ConnectLinkRow();

    @Test
    void by_one_link_so_much_is_done_an_hour_and_no_more() {
        // given
        for (int i = 0; i < 20; i++) {
            assertThat(row.count(NOW.plusSeconds(i))).isZero();
        }

        // when
        Duration pause = row.count(NOW.plus(Duration.ofMinutes(40)));

        // then
        assertThat(pause).isEqualTo(Duration.ofMinutes(20));
        assertThat(row.count(NOW.plus(Duration.ofHours(1)))).isZero();
    }
}
