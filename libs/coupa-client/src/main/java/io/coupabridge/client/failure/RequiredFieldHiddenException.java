package io.coupabridge.client.failure;

/**
 * No row of a page has a key that was asked for; a null would have been fine. An administrator's API response filter is
 * the likely reason (coupa-api §3.5), so the page is not data.
 */
public final class RequiredFieldHiddenException extends CoupaException {

    private final String key;
    private final boolean ofOneRow;

    public RequiredFieldHiddenException(String message, String key) {
        this(message, key, false);
    }

    /** @param ofOneRow whether the page had a single row */
    public RequiredFieldHiddenException(String message, String key, boolean ofOneRow) {
        super(message);
        this.key = key;
        this.ofOneRow = ofOneRow;
    }

    /** The key that is missing, in Coupa's hyphenated form. */
    public String key() {
        return key;
    }

    /** Whether the page had a single row, so that the row may be odd as well as the field hidden. */
    public boolean ofOneRow() {
        return ofOneRow;
    }

    /** A few times only: one odd answer cannot be told from a filter until it comes again. */
    @Override
    public boolean retryable() {
        return true;
    }
}
