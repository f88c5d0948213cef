package io.coupabridge.token.mint;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.secrets.Secret;
import io.coupabridge.token.grant.GrantResult.Granted;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTimesTest {

    private static final Instant ASKED = Instant.parse("2026-11-24T10:00:00Z");
    private static final TokenConfig CONFIG =
            new Config(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofMinutes(5));

    @Test
    void renews_a_token_of_a_day_after_twenty_hours() {
        // when
        TokenTimes times = times(Duration.ofHours(24), 0);

        // then
        assertThat(times.renewAt()).isEqualTo(ASKED.plus(Duration.ofHours(20)));
        assertThat(times.expiresAt()).isEqualTo(ASKED.plus(Duration.ofHours(24)));
    }

    @Test
    void renews_a_short_token_ten_seconds_before_its_end() {
        assertThat(times(Duration.ofSeconds(20), 0).renewAt()).isEqualTo(ASKED.plusSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(longs = {20, 60, 300, 3_600, 86_399})
    void spreads_renewals_by_little_and_only_to_the_early_side(long seconds) {
        // given
        Duration life = Duration.ofSeconds(seconds);
        Instant latest = times(life, 0).renewAt();

        // when
        Instant earliest = times(life, 1).renewAt();

        // then
        assertThat(earliest).isBeforeOrEqualTo(latest);
        assertThat(Duration.between(earliest, latest)).isLessThanOrEqualTo(Duration.ofMinutes(5));
        assertThat(Duration.between(earliest, latest)).isLessThanOrEqualTo(life.dividedBy(100));
    }

    @Test
    void counts_the_life_from_the_question_and_the_rest_from_the_answer() {
        // given a token endpoint that took three seconds
        Granted granted = new Granted(Secret.of("t"), Duration.ofMinutes(5), ASKED, ASKED.plusSeconds(3));

        // when
        TokenTimes times = TokenTimes.of(granted, CONFIG, 0);

        // then
        assertThat(times.expiresAt()).isEqualTo(ASKED.plusSeconds(300));
        assertThat(times.usableFrom()).isAfterOrEqualTo(ASKED.plusSeconds(8)).isBefore(ASKED.plusSeconds(9));
    }

    @Test
    void does_not_renew_before_a_token_could_be_used() {
        // when
        TokenTimes times = times(Duration.ofSeconds(12), 0);

        // then
        assertThat(times.renewAt()).isEqualTo(times.usableFrom());
        assertThat(times.usable()).isTrue();
    }

    @Test
    void knows_a_token_that_ends_before_it_may_be_used() {
        assertThat(times(Duration.ofSeconds(2), 0).usable()).isFalse();
    }

    private static TokenTimes times(Duration life, double luck) {
        return TokenTimes.of(new Granted(Secret.of("t"), life, ASKED, ASKED), CONFIG, luck);
    }

    private record Config(Duration usableAfter, Duration renewBeforeEnd, Duration renewalSpread)
            implements TokenConfig {}
}
