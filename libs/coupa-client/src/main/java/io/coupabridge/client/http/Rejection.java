package io.coupabridge.client.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.client.failure.CoupaException;
import io.coupabridge.client.failure.ForbiddenException;
import io.coupabridge.client.failure.ThrottledException;
import io.coupabridge.client.failure.UnauthorizedException;
import io.coupabridge.client.failure.UnavailableException;
import io.coupabridge.client.failure.UnexpectedResponseException;
import io.coupabridge.client.failure.UnexpectedResponseException.Kind;
import io.coupabridge.client.json.CoupaJson;
import java.io.IOException;
import java.util.regex.Pattern;

/** Classifies an answer whose status is not 200, by status, content type and parsed error code (coupa-api §7). */
final class Rejection {

    private static final String INSUFFICIENT_SCOPE = "insufficient_scope";
    private static final Pattern SCOPE_CHALLENGE =
            Pattern.compile("\\berror\\s*=\\s*\"?" + INSUFFICIENT_SCOPE + "\\b", Pattern.CASE_INSENSITIVE);

    private final RetryAfter retryAfter;
    private final BodyReader bodies;

    Rejection(RetryAfter retryAfter, BodyReader bodies) {
        this.retryAfter = retryAfter;
        this.bodies = bodies;
    }

    CoupaException of(HttpAnswer answer) {
        int status = answer.status();
        if (status == 429 || (status == 503 && answer.header("Retry-After").isPresent())) {
            return new ThrottledException(answer.sentence(": too many requests."), retryAfter.of(answer));
        }
        if (status >= 500 || status == 408) {
            return new UnavailableException(
                    UnavailableException.Kind.SERVER_ERROR, answer.sentence(": it does not work at the moment."));
        }
        if (status == 401 || status == 403) {
            return denied(answer);
        }
        return unexpected(answer);
    }

    private CoupaException denied(HttpAnswer answer) {
        boolean scopeMissing = saysScopeIsMissing(answer);
        if (answer.status() == 401 && !scopeMissing) {
            return new UnauthorizedException(answer.sentence(": it does not accept the token."));
        }
        return new ForbiddenException(
                answer.sentence(
                        scopeMissing
                                ? ": the token lacks a scope that this needs."
                                : ": the Coupa client, or the user behind it, may not read this."),
                scopeMissing);
    }

    private boolean saysScopeIsMissing(HttpAnswer answer) {
        return answer.headers().getAll("WWW-Authenticate").stream()
                        .anyMatch(
                                challenge -> SCOPE_CHALLENGE.matcher(challenge).find())
                || (answer.isJson() && bodySaysScopeIsMissing(answer));
    }

    /** Coupa documents no body here: it may look like OAuth's own errors, or like those of its API (coupa-api §2.5, §3.1). */
    private boolean bodySaysScopeIsMissing(HttpAnswer answer) {
        try {
            JsonNode body = CoupaJson.read(bodies.unpacked(answer));
            return INSUFFICIENT_SCOPE.equals(body.path("error").asText())
                    || body.path("errors").has(INSUFFICIENT_SCOPE);
        } catch (IOException | CoupaException unreadable) {
            return false;
        }
    }

    private static CoupaException unexpected(HttpAnswer answer) {
        int status = answer.status();
        if (status == 404 && answer.isXml()) {
            // Coupa's way to say "no results" in XML (coupa-api §3.1)
            return new UnexpectedResponseException(Kind.XML, answer.sentence(" and XML although JSON was asked for."));
        }
        if (status >= 300 && status < 400) {
            return new UnexpectedResponseException(
                    Kind.REDIRECT, answer.sentence(": a redirect, which is not followed. Check the address."));
        }
        if (status == 404) {
            return new UnexpectedResponseException(
                    Kind.NOT_FOUND, answer.sentence(". Check that the address is the root of the Coupa instance."));
        }
        if (status == 400 || status == 422) {
            return new UnexpectedResponseException(
                    Kind.BAD_REQUEST, answer.sentence(": it does not accept the query."));
        }
        return new UnexpectedResponseException(Kind.OTHER_STATUS, answer.sentence(", which its API does not use."));
    }
}
