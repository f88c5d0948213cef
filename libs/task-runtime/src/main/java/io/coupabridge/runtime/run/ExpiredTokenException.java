package io.coupabridge.runtime.run;

/** A token ended before the request that was to carry it could be sent, so nothing was sent. */
final class ExpiredTokenException extends RuntimeException {

    ExpiredTokenException() {
        // of no use to anybody: the run looks for another token
        super("Nothing was sent: the token had ended.", null, false, false);
    }
}
