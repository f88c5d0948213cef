package io.coupabridge.token.grant;

import io.coupabridge.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How a grant ended. Every answer of the token endpoint, and every way of not answering, is one of these. */
public sealed interface GrantResult {

    /**
     * Coupa issued a token.
     *
     * @param lifetime what Coupa says, zero and less included, or a cautious hour where it says nothing of use
     * @param askedAt before the request was sent; the lifetime counts from here
     * @param answeredAt when the answer was in
     */
    record Granted(Secret token, Duration lifetime, Instant askedAt, Instant answeredAt) implements GrantResult {}

    /**
     * Coupa looked at the request and said no. Asking again changes nothing.
     *
     * @param seen what was on the wire in a few words: the status and the parsed error code, never a body
     */
    record Refused(Refusal refusal, String seen) implements GrantResult {}

    /**
     * Nothing can be said about the credential.
     *
     * @param seen what happened in a few words
     * @param retryAfter how long Coupa asks to wait; empty when it does not say
     */
    record Unavailable(Outage outage, String seen, Optional<Duration> retryAfter) implements GrantResult {}

    /** Nothing was sent: the caller had lost its permit, or was held up for too long. */
    record NotSent() implements GrantResult {}

    /** Why Coupa said no. */
    enum Refusal {
        /** The client id or its secret is not valid, or the client is not active. */
        INVALID_CLIENT,
        /** The client lacks the scope that was asked for. */
        INVALID_SCOPE,
        /** The client may not use the grant type client credentials. */
        GRANT_NOT_ALLOWED,
        /** A 400 that does not say why: the client or the scope. Another scope of the same client tells them apart. */
        UNEXPLAINED,
        /**
         * A 400 that calls the request invalid, which is well-formed: the client may not use the grant type, or lacks the
         * scope. Another scope of the same client tells them apart.
         */
        INVALID_REQUEST;

        /** Whether only another scope of the same client tells what it is about. */
        public boolean isUnclear() {
            return this == UNEXPLAINED || this == INVALID_REQUEST;
        }
    }

    /** Why nothing can be said. */
    enum Outage {
        /** No connection, no complete answer in time, or an address that must not be called. */
        TOKEN_ENDPOINT_UNREACHABLE,
        /** The server's certificate is not accepted, so nothing was sent. */
        INVALID_CERTIFICATE,
        /** It asks for fewer requests: 429, or 503 that says how long to wait. */
        TOKEN_ENDPOINT_THROTTLED,
        /** 5xx: it is there, and does not work at the moment. */
        TOKEN_ENDPOINT_UNAVAILABLE,
        /** It grants tokens that end before they can be used. */
        TOKEN_TOO_SHORT,
        /** Something answered that is no token endpoint: a web page, a redirect, 404. */
        UNEXPECTED_ANSWER
    }
}
