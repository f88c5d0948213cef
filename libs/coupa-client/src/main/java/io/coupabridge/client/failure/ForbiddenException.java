package io.coupabridge.client.failure;

/** The token is good, but not for this: status 403, or a 401 whose error is {@code insufficient_scope} (coupa-api §2.5). */
public final class ForbiddenException extends CoupaException {

    private final boolean scopeMissing;

    public ForbiddenException(String message, boolean scopeMissing) {
        super(message);
        this.scopeMissing = scopeMissing;
    }

    /** True when Coupa says that a scope is missing; false when it does not say what is. */
    public boolean scopeMissing() {
        return scopeMissing;
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
