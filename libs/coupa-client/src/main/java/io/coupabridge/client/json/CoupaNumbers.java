package io.coupabridge.client.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;

/** Numbers in Coupa's answers: decimals come as texts or as numbers (coupa-api §3.1), and are never floats here. */
public final class CoupaNumbers {

    /** Coupa's widest column is decimal(32,9); a text such as 1e999999999 would fill the memory when printed. */
    private static final int MOST_DIGITS = 60;

    /** A long holds them, whichever they are. */
    private static final int DIGITS_OF_A_LONG = 18;

    private CoupaNumbers() {}

    /**
     * @return with the scale that Coupa sent; null when the node is absent, null or an empty text
     * @throws IllegalArgumentException when it is no decimal number, or one of more than 60 digits
     */
    public static BigDecimal decimal(JsonNode node) {
        if (absent(node)) {
            return null;
        }
        BigDecimal decimal = node.isNumber() ? node.decimalValue() : parse(node);
        if (decimal.precision() > MOST_DIGITS || Math.abs((long) decimal.scale()) > MOST_DIGITS) {
            throw new IllegalArgumentException("Not a number of at most " + MOST_DIGITS + " digits.");
        }
        return decimal;
    }

    /**
     * @return a whole number, such as an id; null when the node is absent, null or an empty text
     * @throws IllegalArgumentException when it is anything else, or does not fit into 64 bits
     */
    public static Long integer(JsonNode node) {
        if (node != null && node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        BigDecimal decimal = decimal(node);
        try {
            return decimal == null ? null : decimal.longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("Not a whole number of 64 bits.");
        }
    }

    private static boolean absent(JsonNode node) {
        return node == null
                || node.isNull()
                || node.isMissingNode()
                || (node.isTextual() && node.textValue().isBlank());
    }

    private static BigDecimal parse(JsonNode node) {
        if (!node.isTextual() || node.textValue().length() > 2 * MOST_DIGITS) {
            throw new IllegalArgumentException("Not a number but a JSON " + node.getNodeType() + ".");
        }
        try {
            String text = node.textValue().strip();
            BigDecimal usual = usual(text);
            return usual != null ? usual : new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Not a number.");
        }
    }

    /** The number in the form that Coupa writes, such as {@code -12.50}; null for others, which cost several times as much. */
    private static BigDecimal usual(String text) {
        boolean negative = !text.isEmpty() && text.charAt(0) == '-';
        long unscaled = 0;
        int digits = 0;
        int scale = -1;
        for (int i = negative ? 1 : 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9' && digits < DIGITS_OF_A_LONG) {
                unscaled = 10 * unscaled + c - '0';
                digits++;
                scale += scale < 0 ? 0 : 1;
            } else if (c == '.' && scale < 0) {
                scale = 0;
            } else {
                return null;
            }
        }
        return digits == 0 ? null : BigDecimal.valueOf(negative ? -unscaled : unscaled, Math.max(0, scale));
    }
}
