package io.coupabridge.client.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.coupabridge.client.json.CoupaDates.LocalDay;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoupaDatesTest {

    private static final DateTimeFormatter AS_COUPA_WRITES = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx");

    @Property
    void reads_what_coupa_writes_as_the_general_parser_does(
            @ForAll @LongRange(min = -62_135_596_800L, max = 253_402_200_000L) long second,
            @ForAll @IntRange(min = -18 * 60, max = 18 * 60) int offsetMinutes) {
        // given
        ZoneOffset offset = ZoneOffset.ofTotalSeconds(60 * offsetMinutes);
        String text = AS_COUPA_WRITES.format(Instant.ofEpochSecond(second).atOffset(offset));
        TextNode node = new TextNode(text);

        // when
        OffsetDateTime expected = OffsetDateTime.parse(text);

        // then
        assertThat(CoupaDates.instant(node)).isEqualTo(expected.toInstant());
        assertThat(CoupaDates.localDate(node)).isEqualTo(expected.toLocalDate());
        assertThat(CoupaDates.offset(node)).isEqualTo(expected.getOffset());
        assertThat(CoupaDates.localDay(node)).isEqualTo(new LocalDay(expected.toLocalDate(), expected.getOffset()));
    }

    @Property
    void reads_a_time_with_one_odd_character_only_if_the_general_parser_does(
            @ForAll @LongRange(min = 0, max = 4_102_444_800L) long second,
            @ForAll @IntRange(min = 0, max = 24) int place,
            @ForAll @CharRange(from = ' ', to = '~') char odd) {
        // given
        StringBuilder text = new StringBuilder(
                AS_COUPA_WRITES.format(Instant.ofEpochSecond(second).atOffset(ZoneOffset.ofHours(-8))));
        text.setCharAt(place, odd);
        TextNode node = new TextNode(text.toString());

        // when
        Optional<Instant> expected = general(text.toString().strip());

        // then
        if (expected.isPresent()) {
            assertThat(CoupaDates.instant(node)).isEqualTo(expected.get());
        } else {
            assertThatThrownBy(() -> CoupaDates.instant(node)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static Optional<Instant> general(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    @Test
    void tells_the_day_with_its_offset_where_there_is_one() {
        LocalDate day = LocalDate.of(2026, 1, 30);
        assertThat(localDay("2026-01-30T23:59:59-08:00")).isEqualTo(new LocalDay(day, ZoneOffset.ofHours(-8)));
        assertThat(localDay(" 2026-01-30T00:00:00Z ")).isEqualTo(new LocalDay(day, ZoneOffset.UTC));
        assertThat(localDay(" 2026-01-30 ")).isEqualTo(new LocalDay(day, null));
        assertThat(localDay(" ")).isNull();
        assertThat(CoupaDates.localDay(NullNode.getInstance())).isNull();
        assertThat(CoupaDates.localDay(null)).isNull();
    }

    @Test
    void refuses_what_is_no_text() {
        IntNode node = new IntNode(20260130);
        assertThatThrownBy(() -> CoupaDates.localDay(node)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CoupaDates.instant(node)).isInstanceOf(IllegalArgumentException.class);
    }

    private static LocalDay localDay(String text) {
        return CoupaDates.localDay(new TextNode(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-30T01:02:03Z",
                "2026-01-30T01:02:03.123+01:00",
                "2026-01-30T01:02+01:00",
                " 2026-01-30T01:02:03-00:00 ",
                "2024-02-29T23:59:59+18:00",
                "2024-02-29T23:59:59-17:59",
                "2026-12-31T23:59:59+01:00"
            })
    void reads_other_forms_too(String text) {
        assertThat(CoupaDates.instant(new TextNode(text)))
                .isEqualTo(OffsetDateTime.parse(text.strip()).toInstant());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-29T00:00:00+00:00",
                "2026-02-30T00:00:00+00:00",
                "2026-04-31T00:00:00+00:00",
                "2026-01-32T00:00:00+00:00",
                "2026-01-00T00:00:00+00:00",
                "2026-00-01T00:00:00+00:00",
                "2026-13-01T00:00:00+00:00",
                "2026-01-0/T00:00:00+00:00",
                "2026-01-30T24:00:00+00:00",
                "2026-01-30T00:00:60+00:00",
                "2026-01-30T00:00:00+18:01",
                "2026-01-30T00:00:00+01:60",
                "2026-01-30T00:00:00*01:00",
                "2026-01-30T21:40:12Zjunk!",
                "2026-01-30T21:40:12-08x00",
                "2026-01-30T21:40:12+05300",
                "2026-01-30 00:00:00+01:00",
                "２026-01-30T00:00:00+01:00",
                "2026-01-3\u0130T00:00:00+01:00",
                "2026-01-3\u00b0T00:00:00+01:00",
                "2026-01-30T00:00:00+01:𝄞",
                "𝄞26-01-30T00:00:00+01:00"
            })
    void refuses_what_the_general_parser_refuses(String text) {
        assertThatThrownBy(() -> OffsetDateTime.parse(text)).isInstanceOf(RuntimeException.class);
        TextNode node = new TextNode(text);
        assertThatThrownBy(() -> CoupaDates.instant(node)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CoupaDates.localDate(node)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CoupaDates.localDay(node)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CoupaDates.offset(node)).isInstanceOf(IllegalArgumentException.class);
    }
}
