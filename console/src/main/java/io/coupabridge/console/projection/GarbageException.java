package io.coupabridge.console.projection;

/** A record that nothing can be made of. Its message must not quote the record. */
public final class GarbageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public GarbageException(String message) {
        super(message);
    }
}
