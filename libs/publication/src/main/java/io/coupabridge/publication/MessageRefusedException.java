package io.coupabridge.publication;

/** Kafka refuses a message for what it is, such as its size: publishing it again would not help. */
public final class MessageRefusedException extends RuntimeException {

    MessageRefusedException(Throwable cause) {
        super("Kafka refuses a message of this run: " + cause.getMessage(), cause);
    }
}
