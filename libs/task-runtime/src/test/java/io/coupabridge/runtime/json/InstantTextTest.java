package io.coupabridge.runtime.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InstantTextTest {

    static Stream<Instant> instants() {
        Random random = new Random(4_711);
        Stream<Instant> odd = Stream.of(
                        "0000-01-01T00:00:00Z",
                        "-0001-12-31T23:59:59Z",
                        "9999-12-31T23:59:59Z",
                        "+10000-01-01T00:00:00Z",
                        "2024-02-29T00:00:00Z",
                        "1969-12-31T23:59:59Z",
                        "2026-11-26T09:08:07.060Z",
                        "2026-11-26T09:08:07.000000001Z")
                .map(Instant::parse);
        return Stream.concat(
                odd, random.longs(100, -70_000_000_000L, 260_000_000_000L).mapToObj(Instant::ofEpochSecond));
    }

    @ParameterizedTest
    @MethodSource("instants")
    void is_what_the_instant_itself_says(Instant instant) {
        assertThat(Json.text(instant)).isEqualTo("\"" + instant + "\"");
    }
}
