package io.coupabridge.runtime.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InstantWriterTest {

    static Stream<Instant> instants() {
        Stream<Instant> chosen = Stream.of(
                Instant.MIN,
                Instant.parse("-0001-12-31T23:59:59Z"),
                Instant.parse("0000-01-01T00:00:00.001Z"),
                Instant.EPOCH.minusNanos(1),
                Instant.EPOCH,
                Instant.parse("2024-02-29T23:59:59.999999999Z"),
                Instant.parse("2026-11-27T09:05:00.100Z"),
                Instant.parse("2026-11-27T09:05:00.000100Z"),
                Instant.parse("2026-11-27T09:05:00.000000100Z"),
                Instant.parse("9999-12-31T23:59:59.999Z"),
                Instant.parse("+10000-01-01T00:00:00Z"),
                Instant.MAX);
        Random random = new Random(4_711);
        Stream<LongUnaryOperator> fractions = Stream.of(
                nanos -> 0, nanos -> nanos / 1_000_000 * 1_000_000, nanos -> nanos / 1_000 * 1_000, nanos -> nanos);
        Stream<Instant> any = fractions.flatMap(
                fraction -> random.longs(100, -1L << 34, 1L << 38)
                        .mapToObj(second -> Instant.ofEpochSecond(
                                second, fraction.applyAsLong(random.nextInt(1_000_000_000)))));
        return Stream.concat(chosen, any);
    }

    @ParameterizedTest
    @MethodSource("instants")
    void writes_what_an_instant_says_of_itself(Instant instant) {
        assertThat(InstantWriter.text(instant)).isEqualTo(instant.toString());
    }
}
