package io.coupabridge.simulator.data;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The twelve operators of Coupa's query syntax (coupa-api §3.2). */
enum Operator {
    EQ,
    CONTAINS,
    STARTS_WITH,
    ENDS_WITH,
    GT,
    LT,
    GT_OR_EQ,
    LT_OR_EQ,
    NOT_EQ,
    IN,
    NOT_IN,
    BLANK;

    private static final Map<String, Operator> BY_NAME = new HashMap<>();

    static {
        for (Operator operator : values()) {
            if (operator != EQ) {
                BY_NAME.put(operator.name().toLowerCase(Locale.ROOT), operator);
            }
        }
    }

    /** Null when it is no operator; equality has no name. */
    static Operator named(String name) {
        return BY_NAME.get(name.replace('-', '_'));
    }
}
