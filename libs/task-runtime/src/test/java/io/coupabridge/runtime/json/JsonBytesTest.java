package io.coupabridge.runtime.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Jackson makes of a value is the measure. */
class JsonBytesTest {

    private static final String ALL_OF_ASCII = characters(IntStream.range(0, 0x80));

    static Stream<String> nastyTexts() {
        Random random = new Random(4_711);
        Stream<String> chosen = Stream.of(
                "",
                ALL_OF_ASCII,
                "\"",
                "\\",
                "\u007F\u0080\u00FF\u0100",
                "\u013F\u0122\u015C, whose lower bytes are those of other characters",
                "\u07FF\u0800\uD7FF\uE000\uFFFF\u2028",
                "\uD83D\uDCBE",
                "\uD83D",
                "\uDCBE",
                "\uDCBE\uD83D",
                "\uD83D\uD83D\uDCBE\"",
                "x".repeat(1_023),
                "x".repeat(10_000) + "\u0001",
                "\u0001".repeat(10_000),
                "\uFFFF".repeat(10_000));
        Stream<String> ofAnyCharacters = IntStream.range(0, 100)
                .mapToObj(length -> characters(random.ints(length, 0, 1 << random.nextInt(1, 17))));
        return Stream.concat(chosen, ofAnyCharacters);
    }

    @ParameterizedTest
    @MethodSource("nastyTexts")
    void writes_texts(String text) {
        assertThat(written(json -> json.string(text))).isEqualTo(Json.text(text));
    }

    @Test
    void writes_every_character() {
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            String text = "a" + (char) c + "b";
            assertThat(written(json -> json.string(text))).isEqualTo(Json.text(text));
        }
    }

    @Test
    void writes_what_is_no_text() {
        assertThat(written(json -> json.string(null))).isEqualTo("null");
        assertThat(written(json -> json.flag(true))).isEqualTo("true");
        assertThat(written(json -> json.flag(false))).isEqualTo("false");
    }

    /** However full it was. */
    @Test
    void grows_in_time() {
        for (int filled = 900; filled < 1_100; filled++) {
            String before = "x".repeat(filled);
            assertThat(written(json -> {
                        json.raw(JsonBytes.ascii(before));
                        json.instant(Instant.MIN);
                        json.date(LocalDate.MIN);
                        json.number(Long.MIN_VALUE);
                        json.raw('}');
                        json.string("\u00EB\u0001");
                        json.raw('}');
                    }))
                    .isEqualTo(before + "\"" + Instant.MIN + "\"\"" + LocalDate.MIN + "\"" + Long.MIN_VALUE
                            + "}\"\u00EB\\u0001\"}");
        }
    }

    static LongStream numbers() {
        LongStream odd = LongStream.of(0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE);
        return LongStream.concat(odd, new Random(4_711).longs(100));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void writes_numbers(long number) {
        assertThat(written(json -> json.number(number))).isEqualTo(Json.text(number));
    }

    static Stream<LocalDate> dates() {
        Stream<LocalDate> odd = Stream.of("0000-01-01", "-0001-12-31", "9999-12-31", "+10000-01-01", "2024-02-29")
                .map(LocalDate::parse);
        Stream<LocalDate> some =
                new Random(4_711).longs(100, -800_000, 3_000_000).mapToObj(LocalDate::ofEpochDay);
        return Stream.of(odd, some, Stream.of(LocalDate.MIN, LocalDate.MAX)).flatMap(days -> days);
    }

    @ParameterizedTest
    @MethodSource("dates")
    void writes_dates(LocalDate date) {
        assertThat(written(json -> json.date(date))).isEqualTo(Json.text(date));
    }

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
        Stream<Instant> some =
                random.longs(100, -70_000_000_000L, 260_000_000_000L).mapToObj(Instant::ofEpochSecond);
        return Stream.of(odd, some, Stream.of(Instant.MIN, Instant.MAX)).flatMap(instants -> instants);
    }

    @ParameterizedTest
    @MethodSource("instants")
    void writes_instants_as_they_are_written_by_themselves(Instant instant) {
        assertThat(written(json -> json.instant(instant)))
                .isEqualTo("\"" + instant + "\"")
                .isEqualTo(Json.text(instant));
    }

    private static String written(Consumer<JsonBytes> value) {
        JsonBytes json = new JsonBytes();
        value.accept(json);
        return new String(json.toByteArray(), StandardCharsets.UTF_8);
    }

    private static String characters(IntStream characters) {
        return characters.mapToObj(c -> String.valueOf((char) c)).collect(Collectors.joining());
    }
}
