package io.coupabridge.client.failure;

/** Coupa does not accept the token: status 401. A token younger than 30 seconds may not be live yet (coupa-api §2.3). */
public final class UnauthorizedException extends CoupaException {

    public UnauthorizedException(String message) {
        super(message);
    }

    /** Not with this token. */
    @Override
    public boolean retryable() {
        return false;
    }
}
