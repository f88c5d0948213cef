package io.coupabridge.publication;

/**
 * The stream cannot be worked on from here: another process has taken it over, or Kafka failed. Nothing is lost: close
 * the stream; whoever opens it next finds out what was published.
 */
public class StreamLostException extends RuntimeException {

    StreamLostException(String message) {
        super(message);
    }

    public StreamLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
