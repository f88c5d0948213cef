package io.coupabridge.simulator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Prints an answer as the XML that Coupa sends when nobody asks for JSON (coupa-api §3.1). */
final class XmlPrinter {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROLOGUE = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    private XmlPrinter() {}

    static byte[] print(byte[] json, String singular) {
        try {
            JsonNode tree = JSON.readTree(json);
            StringBuilder xml = new StringBuilder(json.length * 2).append(PROLOGUE);
            element(xml, tree.isArray() ? plural(singular) : singular, tree, singular);
            return xml.toString().getBytes(StandardCharsets.UTF_8);
        } catch (IOException impossibleInMemory) {
            throw new UncheckedIOException(impossibleInMemory);
        }
    }

    static byte[] error(String message) {
        return ("<errors><error>" + escape(message) + "</error></errors>").getBytes(StandardCharsets.UTF_8);
    }

    private static String plural(String singular) {
        return singular + "s";
    }

    private static String singular(String plural) {
        return plural.endsWith("s") ? plural.substring(0, plural.length() - 1) : plural + "-item";
    }

    private static void element(StringBuilder xml, String name, JsonNode value, String itemName) {
        String tag = name.replace("?", "");
        if (value.isNull()) {
            xml.append('<').append(tag).append(" nil=\"true\"/>");
            return;
        }
        xml.append('<').append(tag).append(type(value)).append('>');
        if (value.isObject()) {
            value.properties().forEach(part -> element(xml, part.getKey(), part.getValue(), singular(part.getKey())));
        } else if (value.isArray()) {
            value.forEach(item -> element(xml, itemName, item, singular(itemName)));
        } else {
            xml.append(escape(value.asText()));
        }
        xml.append("</").append(tag).append('>');
    }

    private static String type(JsonNode value) {
        if (value.isArray()) {
            return " type=\"array\"";
        }
        if (value.isBoolean()) {
            return " type=\"boolean\"";
        }
        return value.isIntegralNumber() ? " type=\"integer\"" : "";
    }

    /** Also drops what XML cannot hold, such as NUL. */
    private static String escape(String text) {
        StringBuilder result = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> {
            switch (point) {
                case '<' -> result.append("&lt;");
                case '>' -> result.append("&gt;");
                case '&' -> result.append("&amp;");
                default -> {
                    if (point >= ' ' || point == '\n' || point == '\r' || point == '\t') {
                        result.appendCodePoint(point);
                    }
                }
            }
        });
        return result.toString();
    }
}
