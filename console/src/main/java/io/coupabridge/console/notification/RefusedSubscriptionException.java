package io.coupabridge.console.notification;

/** What somebody has asked for will not do. The message is a sentence for that person, and quotes no address. */
public final class RefusedSubscriptionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RefusedSubscriptionException(String message) {
        super(message);
    }
}
