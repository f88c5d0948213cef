package io.coupabridge.client.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;

/** Numbers in Coupa's answers: decimals come as texts or as numbers (coupa-api §3.1), and are never floats here. */
public final class CoupaNumbers {

    /** Coupa's widest column is decimal(32,9); a text such as 1e999999999 would fill the memory when printed. */
    private static final int MOST_DIGITS = 60;

    private CoupaNumbers() {}

    /**
     * @return with the scale that Coupa sent; null when the node is absent, null or an empty text
     * @throws IllegalArgumentException when it is no decimal number, or one of more than 60 digits
     */
    static BigDecimal decimal(JsonNode node) {
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
     * As {@link #decimal}, printed without an exponent. Coupa sends most decimals so already, and reading them to print
     * them again costs many times a look.
     */
    public static String plainDecimal(JsonNode node) {
        if (node != null && node.isTextual() && isPlain(node.textValue())) {
            return node.textValue();
        }
        BigDecimal decimal = decimal(node);
        return decimal == null ? null : decimal.toPlainString();
    }

    /** Whether a decimal number would be printed just so. Of those that begin with a zero below zero it says no. */
    private static boolean isPlain(String text) {
        int length = text.length();
        int first = length > 0 && text.charAt(0) == '-' ? 1 : 0;
        int point = length;
        for (int i = first; i < length; i++) {
            char c = text.charAt(i);
            if (c == '.' && point == length) {
                point = i;
            } else if (c < '0' || c > '9') {
                return false;
            }
        }
        boolean hasBothParts = point > first && point != length - 1;
        boolean beginsWell = hasBothParts && (text.charAt(first) != '0' || first == 0 && point == 1);
        return beginsWell && length <= MOST_DIGITS;
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
            return new BigDecimal(node.textValue().strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Not a number.");
        }
    }
}
