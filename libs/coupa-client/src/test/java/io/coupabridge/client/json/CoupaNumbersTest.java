package io.coupabridge.client.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoupaNumbersTest {

    @Property
    void reads_a_decimal_from_a_text_as_the_jdk_does(
            @ForAll @CharRange(from = '0', to = '9') @Chars({'-', '.', '+', 'e'}) @StringLength(min = 1, max = 24)
                    String text) {
        assertThat(read(text)).isEqualTo(expected(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "-0.00",
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
                "1.2.3",
                "1-2",
                "１２"
            })
    void reads_every_form_of_a_decimal_as_the_jdk_does(String text) {
        assertThat(read(text)).isEqualTo(expected(text));
    }

    private static Object read(String text) {
        try {
            return CoupaNumbers.decimal(new TextNode(text));
        } catch (IllegalArgumentException e) {
            return "refused";
        }
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
