package io.coupabridge.client.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoupaNumbersTest {

    @Property
    void reads_a_decimal_from_a_text_as_the_jdk_does(
            @ForAll @CharRange(from = '0', to = '9') @Chars({'-', '.', '+', 'e'}) @StringLength(min = 1, max = 24)
                    String text) {
        assertThat(read(text)).isEqualTo(expected(text));
        assertThat(readPlain(text)).isEqualTo(printed(expected(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "-0.00",
                "0.00",
                "0.5",
                "-0.5",
                "00",
                "-7.10",
                "100.000",
                "007.50",
                ".5",
                "5.",
                "-.5",
                "+5",
                "1197.43",
                "999999999999999999",
                "9999999999999999999",
                "-0.999999999999999999",
                "99999999999999999999999999.9999",
                "1E+4",
                "-",
                ".",
                "-.",
                "1..2",
                "1.2.3",
                "1-2",
                "１２",
                "123456789012345678901234567890123456789012345678901234567890",
                "1234567890123456789012345678901234567890123456789012345678901",
                "0.12345678901234567890123456789012345678901234567890123456789",
                "0.1234567890123456789012345678901234567890123456789012345678901"
            })
    void reads_every_form_of_a_decimal_as_the_jdk_does(String text) {
        assertThat(read(text)).isEqualTo(expected(text));
        assertThat(readPlain(text)).isEqualTo(printed(expected(text)));
    }

    @Test
    void prints_a_number_as_it_prints_a_text_and_nothing_as_nothing() {
        assertThat(CoupaNumbers.plainDecimal(new DecimalNode(new BigDecimal("1E+3"))))
                .isEqualTo("1000");
        assertThat(CoupaNumbers.plainDecimal(new IntNode(-12))).isEqualTo("-12");
        assertThat(CoupaNumbers.plainDecimal(new TextNode(" 1.50 "))).isEqualTo("1.50");
        assertThat(CoupaNumbers.plainDecimal(new TextNode(" "))).isNull();
        assertThat(CoupaNumbers.plainDecimal(new TextNode(""))).isNull();
        assertThat(CoupaNumbers.plainDecimal(NullNode.getInstance())).isNull();
        assertThat(CoupaNumbers.plainDecimal(null)).isNull();
    }

    private static Object read(String text) {
        try {
            return CoupaNumbers.decimal(new TextNode(text));
        } catch (IllegalArgumentException e) {
            return "refused";
        }
    }

    private static Object readPlain(String text) {
        try {
            return CoupaNumbers.plainDecimal(new TextNode(text));
        } catch (IllegalArgumentException e) {
            return "refused";
        }
    }

    private static Object printed(Object expected) {
        return expected instanceof BigDecimal decimal ? decimal.toPlainString() : expected;
    }

    private static Object expected(String text) {
        try {
            BigDecimal decimal = new BigDecimal(text);
            boolean sensible = decimal.precision() <= 60 && Math.abs((long) decimal.scale()) <= 60;
            return sensible ? decimal : "refused";
        } catch (NumberFormatException e) {
            return "refused";
        }
    }
}
