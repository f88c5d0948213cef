package io.coupabridge.client.http;

/** The time in which a request might start was over before it could, so nothing was sent. */
public final class TooLateException extends RuntimeException {

    TooLateException() {
        // of no use to anybody: it is an answer, and no fault
        super("Nothing was sent: the time in which the request might start was over.", null, false, false);
    }
}
