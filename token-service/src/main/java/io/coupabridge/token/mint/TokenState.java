package io.coupabridge.token.mint;

import java.time.Instant;

/**
 * What is known of a token without opening it.
 *
 * @param issued whether there is one; the instants are null when there is none
 * @param published whether its reader has it
 * @param renewAt when its successor is due; null when none is
 * @param failures how many grants in a row brought nothing because Coupa could not be asked
 */
public record TokenState(
        long version,
        boolean issued,
        boolean published,
        long credentialVersion,
        Instant usableFrom,
        Instant expiresAt,
        Instant renewAt,
        int failures) {

    static TokenState of(TokenRow row) {
        boolean issued = row.isIssued();
        return new TokenState(
                row.version,
                issued,
                row.published,
                row.credentialVersion,
                issued ? row.usableFrom : null,
                issued ? row.expiresAt : null,
                row.renewAt,
                row.failures);
    }
}
