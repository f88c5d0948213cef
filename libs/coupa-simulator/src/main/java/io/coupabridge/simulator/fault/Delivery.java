package io.coupabridge.simulator.fault;

/** How a faulty answer travels. */
public enum Delivery {
    WHOLE,
    /** A few bytes at a time. */
    DRIP,
    /** Half of the announced body, then an orderly end. */
    TRUNCATE,
    /** Half of the announced body, then a reset. */
    RESET_IN_BODY,
    /** A reset instead of an answer, as when TLS breaks. */
    RESET,
    /** An orderly end instead of an answer. */
    CLOSE,
    /** Nothing at all. */
    HANG
}
