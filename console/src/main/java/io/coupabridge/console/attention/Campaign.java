package io.coupabridge.console.attention;

/**
 * How far the move away from API keys is.
 *
 * @param all tenants with a connection that began with an API key
 * @param left those of them that have no OAuth2 client yet
 * @param done those of them whose OAuth2 client works; the others have one that does not, or is not verified yet
 */
record Campaign(long all, long left, long done) {}
