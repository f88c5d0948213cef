package io.coupabridge.simulator.data;

/** A query that Coupa answers with 400; the message is for the error body. */
public final class BadQueryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadQueryException(String message) {
        super(message);
    }
}
