package io.coupabridge.secrets;

/** A keyset file cannot be used; the message names the file and the way out, and never quotes it. */
public final class KeysetException extends RuntimeException {

    KeysetException(String message) {
        super(message);
    }
}
