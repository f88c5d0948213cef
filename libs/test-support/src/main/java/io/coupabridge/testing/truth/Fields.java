package io.coupabridge.testing.truth;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The fields of a record as texts by name, so that what is true and what was published compare field by field. */
final class Fields {

    private final Map<String, String> texts = new TreeMap<>();

    /** Notes a value; a null, missing or blank one counts as absent. */
    Fields text(String name, JsonNode value) {
        return text(name, plain(value));
    }

    Fields text(String name, String value) {
        if (value != null && !value.isBlank()) {
            texts.put(name, value);
        }
        return this;
    }

    /** Notes an instant; Coupa's offset and UTC compare as the same moment. */
    Fields instant(String name, JsonNode value) {
        String text = plain(value);
        return text(
                name,
                text == null ? null : OffsetDateTime.parse(text).toInstant().toString());
    }

    /** Notes an amount and its currency; 5.10 and 5.1 are the same. */
    Fields money(String name, JsonNode amount, JsonNode currency) {
        String decimal = plain(amount);
        String code = plain(currency);
        if (decimal == null || code == null) {
            return this;
        }
        return text(name, new BigDecimal(decimal).stripTrailingZeros().toPlainString() + " " + code);
    }

    String get(String name) {
        return texts.get(name);
    }

    /** What differs, one text per field: {@code email is "b", should be "a"}. */
    List<String> differences(Fields shouldBe) {
        List<String> differences = new ArrayList<>();
        TreeMap<String, String> names = new TreeMap<>(texts);
        names.putAll(shouldBe.texts);
        for (String name : names.keySet()) {
            String is = texts.get(name);
            String should = shouldBe.texts.get(name);
            if (!Objects.equals(is, should)) {
                differences.add(name + " is " + quoted(is) + ", should be " + quoted(should));
            }
        }
        return differences;
    }

    static String plain(JsonNode value) {
        return value == null || value.isNull() || value.isMissingNode() ? null : value.asText();
    }

    static boolean present(JsonNode value) {
        String text = plain(value);
        return text != null && !text.isBlank();
    }

    private static String quoted(String text) {
        return text == null ? "absent" : '"' + text + '"';
    }
}
