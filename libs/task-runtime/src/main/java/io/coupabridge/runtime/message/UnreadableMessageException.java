package io.coupabridge.runtime.message;

/** A message that cannot be understood. Its text is the reason on the dead letter, and quotes nothing of the payload. */
public final class UnreadableMessageException extends RuntimeException {

    public UnreadableMessageException(String reason) {
        super(reason);
    }
}
