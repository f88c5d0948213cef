package io.coupabridge.token.rejection;

/** A message that is none; says why in words of our own, without a piece of it. */
final class UnreadableException extends Exception {

    private static final long serialVersionUID = 1;

    UnreadableException(String message) {
        super(message);
    }
}
