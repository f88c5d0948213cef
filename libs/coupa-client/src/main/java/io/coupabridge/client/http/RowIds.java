package io.coupabridge.client.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The ids and keys of rows. */
final class RowIds {

    private RowIds() {}

    /** Behind the largest there is nothing to ask for, and no list could go on. */
    static boolean isUsable(JsonNode id) {
        return id != null
                && id.isIntegralNumber()
                && id.canConvertToLong()
                && id.longValue() > 0
                && id.longValue() < Long.MAX_VALUE;
    }

    /** The id of a row that has a usable one. */
    static long id(ObjectNode row) {
        return row.get("id").longValue();
    }

    /** The first of these keys that the row lacks; null when it has all. */
    static String lacking(ObjectNode row, String[] keys) {
        for (String key : keys) {
            if (!row.has(key)) {
                return key;
            }
        }
        return null;
    }

    /** What is wrong with an id that is of no use, as the rest of a sentence; without its value. */
    static String fault(JsonNode id) {
        if (id == null) {
            return "is missing";
        }
        if (id.isNull()) {
            return "is empty";
        }
        if (id.isTextual()) {
            return "holds a text";
        }
        if (!id.isNumber()) {
            return "holds no number";
        }
        if (!id.isIntegralNumber()) {
            return "holds a fraction";
        }
        return !id.canConvertToLong() && id.bigIntegerValue().signum() > 0 || id.longValue() == Long.MAX_VALUE
                ? "is too large"
                : "is not positive";
    }
}
