package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PageTimesTest {

    private static final String COUPA = "https://acme.coupahost.com";
    private static final int CEILING = 25;

    private final PageTimes times = new PageTimes();

    @Test
    void begins_with_what_the_first_answer_took() {
        assertThat(times.lanes(COUPA, CEILING, Duration.ofMillis(300))).isEqualTo(8 + 2);
    }

    @Test
    void follows_what_answers_take() {
        for (int page = 0; page < 50; page++) {
            times.settled(COUPA, Duration.ofMillis(1_000), Duration.ZERO);
        }

        assertThat(times.lanes(COUPA, CEILING, Duration.ofMillis(50))).isBetween(26, 28);
    }

    @Test
    void wants_few_lanes_more_for_pages_that_a_full_machine_keeps_waiting() {
        // given
        for (int page = 0; page < 50; page++) {
            times.settled(COUPA, Duration.ofMillis(50), Duration.ofSeconds(5));
        }

        // when
        int lanes = times.lanes(COUPA, CEILING, Duration.ofMillis(50));
        int lanesOfAnotherHost = times.lanes("https://other.coupahost.com", CEILING, Duration.ofMillis(50));

        // then
        assertThat(lanes).isLessThanOrEqualTo(6);
        assertThat(lanesOfAnotherHost).isLessThanOrEqualTo(6);
    }
}
