package io.coupabridge.publication;

/** What Kafka says was published does not fit the ledger; an operator has to look. The message says what and how. */
public final class StreamHaltedException extends RuntimeException {

    StreamHaltedException(String message) {
        super(message);
    }
}
