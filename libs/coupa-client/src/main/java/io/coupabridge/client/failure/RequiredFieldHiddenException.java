package io.coupabridge.client.failure;

/**
 * No row of a page has a key that was asked for; a null would have been fine. An administrator's API response filter is
 * the likely reason (coupa-api §3.5), so the page is not data.
 */
public final class RequiredFieldHiddenException extends CoupaException {

    private final String key;
    private final boolean mayBeOdd;

    public RequiredFieldHiddenException(String message, String key) {
        this(message, key, false);
    }

    /** @param mayBeOdd as of {@link #mayBeOdd()} */
    public RequiredFieldHiddenException(String message, String key, boolean mayBeOdd) {
        super(message);
        this.key = key;
        this.mayBeOdd = mayBeOdd;
    }

    /** The key that is missing, in Coupa's hyphenated form. */
    public String key() {
        return key;
    }

    /**
     * Whether the page's rows may be odd as well as the field hidden, which other rows of the list tell: there is a single
     * one, or it is their ids that are missing, and the page is a short one.
     */
    public boolean mayBeOdd() {
        return mayBeOdd;
    }

    /** A few times only: one odd answer cannot be told from a filter until it comes again. */
    @Override
    public boolean retryable() {
        return true;
    }
}
