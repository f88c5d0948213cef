package io.coupabridge.token.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkiverse.resteasy.problem.validation.HttpValidationProblem;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkInputsTest {

    @ParameterizedTest
    @CsvSource({"PT1M, 60", "PT30M, 1800", "P1D, 86400", "P7D, 604800", "PT168H, 604800"})
    void a_link_is_good_for_a_minute_to_seven_days(String text, long seconds) {
        assertThat(taken(text)).hasSeconds(seconds);
    }

    @Test
    void a_link_is_good_for_half_an_hour_unless_somebody_says_otherwise() {
        assertThat(taken(null)).hasMinutes(30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30m", "1800", "PT59S", "PT0S", "-PT30M", "P7DT1S", "P1Y", "PT999999999999H"})
    void other_times_are_refused(String text) {
        assertThatThrownBy(() -> taken(text)).isInstanceOf(HttpValidationProblem.class);
    }

    private static Duration taken(String text) {
        LinkInputs inputs = new LinkInputs();
        Duration time = inputs.validFor(text);
        inputs.finish();
        return time;
    }
}
