package io.coupabridge.benchmark.camel;

import java.time.OffsetDateTime;

/** A record as Coupa sends it. */
interface CoupaRecord {

    long id();

    /** What is published of it, to be written as JSON. */
    Object discovered(String tenant);

    /** Null for an empty text. */
    static String text(String value) {
        return value == null || value.isBlank() ? null : value;
    }

    /** A date and time of Coupa's, which carries the instance's offset, in UTC. */
    static String instant(String value) {
        return value == null ? null : OffsetDateTime.parse(value).toInstant().toString();
    }
}
