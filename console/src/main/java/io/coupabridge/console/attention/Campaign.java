package io.coupabridge.console.attention;

/**
 * How far the move away from API keys is.
 *
 * @param all tenants that were seen with an API key that Coupa has retired
 * @param left those of them that still have nothing better
 */
record Campaign(long all, long left) {

    public long done() {
        return all - left;
    }
}
