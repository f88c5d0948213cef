package io.coupabridge.client.failure;

/**
 * A record came without a key that was asked for; a null would have been fine. An administrator's API response filter is
 * the likely reason (coupa-api §3.5), so the page is not data.
 */
public final class RequiredFieldHiddenException extends CoupaException {

    private final String key;

    public RequiredFieldHiddenException(String message, String key) {
        super(message);
        this.key = key;
    }

    /** The key that is missing, in Coupa's hyphenated form. */
    public String key() {
        return key;
    }

    /** A few times only: one odd answer cannot be told from a filter until it comes again. */
    @Override
    public boolean retryable() {
        return true;
    }
}
