package io.coupabridge.local;

/** The demo cannot go on; the message is for the person at the terminal and says what to do. */
final class DemoException extends RuntimeException {

    DemoException(String message) {
        super(message);
    }

    DemoException(String message, Throwable cause) {
        super(message, cause);
    }
}
