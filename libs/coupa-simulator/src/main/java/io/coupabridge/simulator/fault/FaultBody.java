package io.coupabridge.simulator.fault;

/** What stands in the body of a faulty answer. */
public enum FaultBody {
    /** The true answer. */
    REAL,
    /** The true answer, as XML although JSON was asked for. */
    REAL_AS_XML,
    /** The true answer, cut in its middle: well-formed HTTP, broken JSON. */
    REAL_CUT,
    /** The first record of the true answer, as an object instead of an array. */
    REAL_FIRST_RECORD,
    /** The true answer with its first two records turned round. */
    REAL_SHUFFLED,
    /** The true answer with its first record twice. */
    REAL_DOUBLED,
    /** {@code {"errors":…}}. */
    JSON_ERROR,
    XML_ERROR,
    HTML,
    EMPTY,
    EMPTY_ARRAY,
    INVALID_JSON,
    /** JSON of the wanted size that is one array of one long string. */
    HUGE,
    /** A small gzip body that unpacks to the wanted size. */
    GZIP_BOMB,
    /** The given text. */
    TEXT
}
