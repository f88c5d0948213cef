package io.coupabridge.client.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts are written with single quotes. */
class NormalisedTreeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                // the plain spelling keeps its value, wherever it stands
                "{'a-b':1,'a_b':2} | {'a-b':1}",
                "{'a_b':1,'a-b':2} | {'a-b':2}",
                "{'a_b':1,'a-b':2,'a_b':3} | {'a-b':2}",
                "{'a-b':null,'a_b':2} | {'a-b':null}",
                // without it the first alias does
                "{'a_b':1,'a_b?':2} | {'a-b':1}",
                "{'a_b':1,'a-b?':2,'a?_b':3} | {'a-b':1}",
                // of a key that is there twice the last counts
                "{'a-b':1,'a-b':2} | {'a-b':2}",
                "{'a_b':1,'a_b':2} | {'a-b':2}",
                "{'a_b':1,'a_b?':2,'a_b':3,'a_b?':4} | {'a-b':3}",
            })
    void keeps_one_value_of_keys_that_become_one(String text, String expected) throws IOException {
        assertThat(read(text)).isEqualTo(plain(expected));
    }

    @Test
    void keeps_one_value_at_every_depth() throws IOException {
        // given
        String inner = "{'c_d':{'e?':1,'e':2},'c-d':[{'e':3,'e?':4,'f_g':5,'f_g?':6}]}";

        // when
        JsonNode tree = read("[[{'a':%s,'a?':7},{'a?':%s}]]".formatted(inner, inner));

        // then
        String kept = "{'c-d':[{'e':3,'f-g':5}]}";
        assertThat(tree).isEqualTo(plain("[[{'a':%s},{'a':%s}]]".formatted(kept, kept)));
    }

    @Test
    void refuses_more_values_than_a_page_has() {
        // given
        String text = "[" + "{},".repeat(500_000) + "{}]";

        // when / then
        assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class).hasMessageContaining("more values");
    }

    @Test
    void does_not_mix_up_the_aliases_of_an_object_with_those_of_others_in_it() throws IOException {
        assertThat(read("{'a_b':{'a_b?':1},'a_b?':2,'a_b':{'a_b?':3,'a_b':4}}")).isEqualTo(plain("{'a-b':{'a-b':3}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{'a':1,'b':2},{'a':3,'b':4},{'a':5}]",
                "[{'a':1,'b':2},{'a':3,'b':4},{'a':5,'b':6,'c':7},{'a':8,'b':9}]",
                "[{'a':1,'b':2},{'b':3,'a':4},{'a':5,'b':6}]",
                "[{'a':1},{},{'a':2},{'b':3},{}]",
                "[{'a':{'b':1}},{'a':null},{'a':{'b':2}},{'a':{'c':3}},{'a':[{'b':4},{'b':5,'c':6}]},{'a':'x'}]",
                "[{'a':1},{'b':1},{'c':1},{'d':1},{'e':1},{'f':1},{'g':1},{'h':1},{'i':1},{'j':1},{'h':2},{'j':3}]",
                "[{'a':1,'b':2},{'a':3,'a':4},{'a':5,'b':6,'b':7},{'a':8,'b':9}]",
                "[{'ab':1},{'a':2},{'abc':3},{'ab':4},{'':5},{'ab':6}]",
                "[ {'a':1,'b':'x'} , { 'a' : 2 ,'b'\t: 'y' } ,{'a' :3, 'b': 'z', 'c' :[ ] } ]",
            })
    void knows_records_from_those_before_them_that_they_are_not_quite_alike(String text) throws IOException {
        assertThat(read(text)).isEqualTo(plain(text)).hasToString(plain(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{'id':1,'b':2},{'\\u0069d':3,'b':4},{'i\\u0064':5,'\\u0062':6},{'id':7,'\\u0063':8}]",
                "[{'a\\\"b':1,'c\\\\':2},{'a\\\"b':3,'c\\\\':4},{'a\\u0022b':5,'c\\u005c':6},{'a\\\\':7,'c\\\"':8}]",
                "[{'a/b':1,'\\n':2},{'a\\/b':3,'\\u000a':4},{'a/b':5,'\\n':6}]",
                "[{'é':1,'日本':2},{'é':3,'日本':4},{'\\u00e9':5,'日\\u672c':6},{'é':7,'日':8},{'è':9}]",
                "[{'𝄞':1,'b':2},{'𝄞':3,'b':4},{'\\ud834\\udd1e':5,'b':6}]",
            })
    void knows_a_key_however_it_is_written(String text) throws IOException {
        assertThat(read(text)).isEqualTo(plain(text)).hasToString(plain(text).toString());
    }

    @Test
    void reads_keys_of_damaged_bytes_as_jackson_does() throws IOException {
        // given
        byte[] text = bytes("[{'a????':1},{'a????':2},{'a????':3}]");
        byte[] beyondUnicode = {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80};
        for (int at = 0; at < text.length; at++) {
            if (text[at] == 'a') {
                System.arraycopy(beyondUnicode, 0, text, at + 1, beyondUnicode.length);
            }
        }

        // when
        JsonNode tree = CoupaJson.readNormalised(text);

        // then
        assertThat(tree).isEqualTo(CoupaJson.read(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{'a':1,'b':2},{'a'",
                "[{'a':1,'b':2},{'a':",
                "[{'a':1,'b':2},{'a':3",
                "[{'a':1,'b':2},{'a':3,",
                "[{'a':1,'b':2},{'a':3,}]",
                "[{'a':1,'b':2},{'a':3 'b':4}]",
                "[{'a':1,'b':2},{'a':3,b:4}]",
                "[{'a':1,'b':2},{'a':3,'b'}]",
                "[{'a':1,'b':2},{'a':3,'b' 4}]",
                "[{'a':1,'b':2},{'a':3,'b':}]",
                "[{'a':1,'b':2},{'a':3,'b':]}",
                "[{'a':1,'b':2},{'a':3]",
                "[{'a':1,'b':2},{'a':'x",
                "[{'a':1,'b':2},{'a':3,'b':4}",
            })
    void refuses_a_record_like_the_one_before_that_breaks_off_or_is_damaged(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class);
    }

    @Test
    void keeps_one_value_of_keys_that_become_one_in_a_record_like_the_one_before() throws IOException {
        // given
        String alias = "{'a_b':1,'c':2}";

        // when
        JsonNode tree = read("[%s,%s,{'a_b':3,'c':4,'a-b':5},{'a_b':6,'c':7,'a_b?':8}]".formatted(alias, alias));

        // then
        assertThat(tree).isEqualTo(plain("[{'a-b':1,'c':2},{'a-b':1,'c':2},{'a-b':5,'c':4},{'a-b':6,'c':7}]"));
    }

    @Test
    void tells_a_field_that_is_not_there_from_one_that_is_null_and_from_those_of_other_records() throws IOException {
        // when
        JsonNode tree = read("[{'a':1,'b':null},{'a':2,'b':3},{'a':4}]");

        // then
        assertThat(tree.get(1).get("c")).isNull();
        assertThat(tree.get(0).get("b").isNull()).isTrue();
        assertThat(tree.get(0).has("b")).isTrue();
        assertThat(tree.get(2).has("b")).isFalse();
        assertThat(tree.get(1).size()).isEqualTo(2);
        assertThat(tree.get(2).size()).isEqualTo(1);
    }

    @Test
    void knows_which_records_have_the_same_keys() throws IOException {
        // when
        JsonNode tree =
                read("[{'a':1,'b':2},{'a':3,'b':4},{'a':5,'b':null},{'a':6},{'a':7,'b':8},{'a':9,'b':0,'c':1}]");

        // then
        assertThat(haveSameKeys(tree, 1, 2)).isTrue();
        assertThat(haveSameKeys(tree, 2, 3)).isFalse();
        assertThat(haveSameKeys(tree, 2, 5)).isFalse();
        assertThat(haveSameKeys(tree, 3, 3)).isFalse();
    }

    private static boolean haveSameKeys(JsonNode tree, int one, int other) {
        return CoupaJson.haveSameKeys((ObjectNode) tree.get(one), (ObjectNode) tree.get(other));
    }

    @Test
    void keeps_the_order_of_the_fields() throws IOException {
        assertThat(read("{'z':1,'y_x':2,'b':3,'y-x':4,'a':5}").fieldNames())
                .toIterable()
                .containsExactly("z", "y-x", "b", "a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "-7",
                "2147483648",
                "9223372036854775808",
                "1.50",
                "100.0",
                "0.0",
                "1e3",
                "1E-400",
                "1e999999999",
                "12345678901234567890.1234",
                "true",
                "false",
                "null",
                "''",
                "'é ü 𝄞'",
                "[]",
                "{}",
                "[[],{}]",
                "",
                "  "
            })
    void has_the_same_values_as_a_tree_of_jackson(String text) throws IOException {
        assertThat(read(text)).isEqualTo(plain(text)).hasSameClassAs(plain(text));
    }

    @Property
    void has_the_same_values_as_a_tree_of_jackson_where_no_key_has_another_spelling(@ForAll("trees") String text)
            throws IOException {
        assertThat(read(text)).isEqualTo(plain(text)).hasToString(plain(text).toString());
    }

    @Provide
    static Arbitrary<String> trees() {
        Arbitrary<String> keys = Arbitraries.of("'a'", "'b-c'", "'d'", "''");
        return Arbitraries.recursive(
                () -> Arbitraries.of("1", "'x'", "null", "true", "2.50", "[]", "{}"),
                inner -> Arbitraries.oneOf(
                        inner.list().ofMaxSize(3).map(all -> "[" + String.join(",", all) + "]"),
                        keys.flatMap(key -> inner.map(value -> key + ":" + value))
                                .list()
                                .ofMaxSize(4)
                                .map(all -> "{" + String.join(",", all) + "}")),
                0,
                4);
    }

    @Test
    void knows_every_key_of_a_record_with_more_than_can_be_remembered() throws IOException {
        // given
        String text = IntStream.range(0, 5_000)
                .mapToObj(i -> "'key_%d':%d".formatted(i, i))
                .collect(Collectors.joining(",", "{", "}"));

        // when
        JsonNode tree = read("[%s,%s]".formatted(text, text));

        // then
        assertThat(tree.get(1)).isEqualTo(plain(text.replace('_', '-')));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0",
                "0e5",
                "1.50",
                "-12.5000",
                "1e-400",
                "100000000000000000.0",
                "1000000000000000000.0",
                "-12345678901234567890.1200",
                "12345678901234567890.12",
                "1000000000000000000000000000000000000000e1",
                "1234567890123456789000e-2147483647",
                "1234567890123456789000e2147483647",
                "1234567890123456789000.0e-2147483620"
            })
    void has_decimals_without_the_zeros_at_their_end_as_jackson_has(String number) throws IOException {
        assertThat(read("[" + number + "]"))
                .hasToString(plain("[" + number + "]").toString());
    }

    @Test
    void has_a_number_of_as_many_digits_as_there_may_be_without_the_zeros_at_its_end() throws IOException {
        // when
        JsonNode tree = read("[1" + "0".repeat(997) + "e1]");

        // then
        assertThat(tree.get(0).decimalValue().precision()).isEqualTo(1);
        assertThat(tree.get(0).decimalValue()).isEqualByComparingTo("1e998");
    }

    @Test
    void refuses_what_is_nested_too_deep_or_too_long() {
        assertThatThrownBy(() -> read("[".repeat(1_001) + "]".repeat(1_001))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read("{'a':".repeat(1_001) + "1" + "}".repeat(1_001)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read("[" + "1".repeat(1_001) + "]")).isInstanceOf(IOException.class);
    }

    @Test
    void reads_what_is_nested_as_deep_as_it_may_be() throws IOException {
        String text = "{'a':[".repeat(500) + "]}".repeat(500);
        assertThat(read(text)).isEqualTo(plain(text));
    }

    private static JsonNode read(String text) throws IOException {
        return CoupaJson.readNormalised(bytes(text));
    }

    private static JsonNode plain(String text) throws IOException {
        return CoupaJson.read(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
