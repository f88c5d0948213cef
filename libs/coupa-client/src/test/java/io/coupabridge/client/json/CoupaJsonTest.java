package io.coupabridge.client.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoupaJsonTest {

    @Test
    void spells_every_key_alike_at_every_depth() throws Exception {
        // when
        JsonNode normalised =
                normalised("{\"updated_at\":1,\"department\":{\"cost_centre\":[{\"is_active?\":true}]},\"id\":3}");
        // then
        assertThat(normalised)
                .isEqualTo(json("{\"updated-at\":1,\"department\":{\"cost-centre\":[{\"is-active\":true}]},\"id\":3}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"active\":true,\"active?\":null}", "{\"active?\":null,\"active\":true}"})
    void prefers_the_plain_key_over_its_alias(String text) throws Exception {
        assertThat(normalised(text)).isEqualTo(json("{\"active\":true}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"id\":1}",
                "[{\"id\":1}] x",
                "[{\"id\":1,,}]",
                "<html>",
                "[NaN]",
                "[1]]",
                "{\"a\":}",
                "[1e9999999999]"
            })
    void reads_nothing_but_one_whole_value(String text) {
        assertThatThrownBy(() -> json(text)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> normalised(text)).isInstanceOf(IOException.class);
    }

    @Test
    void keeps_all_digits_of_a_number() throws Exception {
        assertThat(CoupaNumbers.decimal(json("12345678901234567890.1234")))
                .isEqualTo(new BigDecimal("12345678901234567890.1234"));
    }

    @ParameterizedTest
    @CsvSource({"'\"567.07\"', 567.07", "567.07, 567.07", "'\"-12.5000\"', -12.5000", "0, 0", "'\" 1 \"', 1"})
    void reads_a_decimal_from_a_text_or_a_number(String text, BigDecimal decimal) throws Exception {
        assertThat(CoupaNumbers.decimal(json(text))).isEqualTo(decimal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "\"  \""})
    void reads_nothing_from_null_and_from_empty_text(String text) throws Exception {
        assertThat(CoupaNumbers.decimal(json(text))).isNull();
        assertThat(CoupaNumbers.integer(json(text))).isNull();
        assertThat(CoupaDates.instant(json(text))).isNull();
        assertThat(CoupaDates.localDate(json(text))).isNull();
        assertThat(CoupaDates.instant(json("{}").path("missing"))).isNull();
        assertThat(CoupaDates.localDate(null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"canary\"", "true", "[]", "{}", "1e999999999", "\"1e999999999\"", "\"0x10\"", "\"1,5\""})
    void refuses_what_is_no_sensible_number_without_quoting_it(String text) throws Exception {
        JsonNode node = json(text);
        assertThatThrownBy(() -> CoupaNumbers.decimal(node))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("canary");
    }

    @Test
    void reads_ids_beyond_32_bits_and_refuses_those_beyond_64() throws Exception {
        assertThat(CoupaNumbers.integer(json("9007199254740993"))).isEqualTo(9_007_199_254_740_993L);
        assertThat(CoupaNumbers.integer(json("\"42\""))).isEqualTo(42);
        JsonNode tooBig = json("9223372036854775808");
        assertThatThrownBy(() -> CoupaNumbers.integer(tooBig)).isInstanceOf(IllegalArgumentException.class);
        JsonNode fraction = json("1.5");
        assertThatThrownBy(() -> CoupaNumbers.integer(fraction)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void compares_by_instant_and_keeps_the_day_of_the_instance() throws Exception {
        // given
        JsonNode west = json("\"2026-01-30T00:00:00-08:00\"");
        JsonNode east = json("\"2026-01-30T00:00:00+10:00\"");
        // when / then
        assertThat(CoupaDates.instant(west)).isEqualTo(Instant.parse("2026-01-30T08:00:00Z"));
        assertThat(CoupaDates.localDate(west)).isEqualTo(LocalDate.of(2026, 1, 30));
        assertThat(CoupaDates.localDate(east)).isEqualTo(LocalDate.of(2026, 1, 30));
        assertThat(CoupaDates.localDate(json("\"2026-01-30\""))).isEqualTo(LocalDate.of(2026, 1, 30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"canary\"", "12", "\"2026-01-30T00:00:00\"", "\"2026-02-30\"", "true", "{}"})
    void refuses_what_is_no_date_without_quoting_it(String text) throws Exception {
        JsonNode node = json(text);
        assertThatThrownBy(() -> CoupaDates.instant(node))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("canary");
    }

    private static JsonNode normalised(String text) throws IOException {
        return CoupaJson.readNormalised(text.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode json(String text) throws IOException {
        return CoupaJson.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
