package io.coupabridge.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisplayTest {

    @ParameterizedTest
    @CsvSource({"PT0S,0 s", "PT59S,59 s", "PT61S,1 min 1 s", "PT3H5M,3 h 5 min", "P2DT3H,2 d 3 h", "PT-5S,0 s"})
    void a_time_has_its_two_largest_units(Duration time, String shown) {
        assertThat(Display.shown(time)).isEqualTo(shown);
    }

    @Test
    void an_instant_says_its_zone() {
        assertThat(Display.shown(Instant.parse("2026-12-01T10:00:00.123Z"))).isEqualTo("2026-12-01 10:00:00 UTC");
    }

    @Test
    void a_code_is_words_and_a_style() {
        assertThat(Display.words("SCOPE_MISSING")).isEqualTo("scope missing");
        assertThat(Display.style("SCOPE_MISSING\"<")).isEqualTo("scope-missing--");
    }
}
