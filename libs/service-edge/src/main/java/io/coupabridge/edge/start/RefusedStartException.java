package io.coupabridge.edge.start;

/** The service must not work as it is set up: what the start found out names the setting and the way out. */
public final class RefusedStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public RefusedStartException(String message) {
        super(message);
    }
}
