package io.coupabridge.benchmark.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short way for the form that Coupa writes gives what the general one does. */
class CoupaTimesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-25T18:38:00-07:00",
                "2026-01-01T00:00:59+05:45",
                "2025-12-31T23:59:30-00:30",
                "2026-02-28T20:00:00+00:00",
                "2026-02-28T20:00:00Z"
            })
    void utc(String time) {
        assertThat(CoupaTimes.utc(time))
                .isEqualTo(OffsetDateTime.parse(time).toInstant().toString());
    }
}
