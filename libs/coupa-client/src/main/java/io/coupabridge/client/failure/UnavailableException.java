package io.coupabridge.client.failure;

/** Coupa, or the way to it, does not work at the moment. Try again with growing delays. */
public final class UnavailableException extends CoupaException {

    private final Kind kind;

    public UnavailableException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    @Override
    public boolean retryable() {
        return true;
    }

    /** What does not work. */
    public enum Kind {
        /** The host name has no address. */
        HOST_NOT_FOUND,
        /** The host name leads to an address that is not on the public internet; nothing was sent. */
        ADDRESS_NOT_PUBLIC,
        /** No connection: refused, unreachable, or not made in time. */
        NO_CONNECTION,
        /** The connection could not be secured, for example by a certificate of another name. */
        TLS,
        /** No complete answer within the time allowed. A smaller page may help. */
        TIMEOUT,
        /** The connection ended before the answer did. */
        BROKEN_OFF,
        /** A status of 500 to 599 (408 too) that does not ask to slow down. */
        SERVER_ERROR
    }
}
