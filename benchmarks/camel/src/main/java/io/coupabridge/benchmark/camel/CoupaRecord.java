package io.coupabridge.benchmark.camel;

/** A record as Coupa sends it. */
interface CoupaRecord {

    long id();

    /** Null for an empty text. */
    static String text(String value) {
        return value == null || value.isBlank() ? null : value;
    }
}
