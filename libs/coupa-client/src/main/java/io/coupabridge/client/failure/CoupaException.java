package io.coupabridge.client.failure;

/**
 * Why a request to Coupa brought no page. There is one leaf per decision that a caller takes; what was seen on the wire
 * is classified by status, content type and parsed error code, never by text (coupa-api §7). The message is a sentence
 * for people: it names the host and the path, and holds no token, no body and no query.
 */
public abstract sealed class CoupaException extends RuntimeException
        permits ThrottledException,
                UnavailableException,
                UnauthorizedException,
                ForbiddenException,
                UnexpectedResponseException,
                RequiredFieldHiddenException {

    CoupaException(String message) {
        super(message);
    }

    /** Whether the same request may succeed later without anybody changing anything. */
    public abstract boolean retryable();
}
