package io.coupabridge.testing;

import java.util.Map;

/** Makes the tokens of callers that {@link TestTokens} asks for. Thread-safe. */
interface CallerTokens {

    /** With these claims beside or instead of the usual ones. */
    String with(Map<String, ?> claims);

    /** The same, signed by a key that the issuer does not know. */
    String signedByAnUnknownKey(Map<String, ?> claims);
}
