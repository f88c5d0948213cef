package io.coupabridge.token.grant;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.coupabridge.token.grant.GrantResult.Outage;
import io.coupabridge.token.grant.GrantResult.Refusal;
import io.coupabridge.token.grant.GrantResult.Refused;
import io.coupabridge.token.grant.GrantResult.Unavailable;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads an answer of the token endpoint by status and parsed {@code error}, never by text (coupa-api §2.5, §7). Coupa
 * documents no error bodies, so each OAuth error is taken with status 400 and 401 alike, and an empty 401 is the client.
 */
final class GrantAnswer {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGEST_LIFETIME = Duration.ofDays(10);

    private final int status;
    private final Optional<Duration> retryAfter;
    private final Optional<JsonNode> object;

    /**
     * @param retryAfter how long the answer asks to wait; empty when it does not say
     * @param body may be null or empty
     */
    GrantAnswer(int status, Optional<Duration> retryAfter, String body) {
        this.status = status;
        this.retryAfter = retryAfter;
        this.object = parse(body);
    }

    /** The token's text; empty when the answer is no grant. */
    Optional<String> token() {
        return status == 200 ? text("access_token") : Optional.empty();
    }

    /**
     * The whole seconds of the lifetime that Coupa states as a number or in digits: also of one that is over, since such a
     * token is not to be used. Empty when missing, no number, or beyond ten days.
     */
    Optional<Duration> lifetime() {
        return object.map(o -> o.path("expires_in").asText(""))
                .filter(s -> s.matches("-?[0-9]{1,9}([.][0-9]*)?"))
                .map(s -> Duration.ofSeconds(Long.parseLong(s.split("[.]")[0])))
                .filter(d -> d.compareTo(LONGEST_LIFETIME) <= 0);
    }

    /** What an answer without a token means. */
    GrantResult failure() {
        if (status == 429 || (status == 503 && retryAfter.isPresent())) {
            return unavailable(Outage.TOKEN_ENDPOINT_THROTTLED);
        }
        if (status >= 500) {
            return unavailable(Outage.TOKEN_ENDPOINT_UNAVAILABLE);
        }
        Optional<String> error = text("error");
        if (status == 400 || status == 401 || (status == 200 && error.isPresent())) {
            return refusal(error.orElse(""));
        }
        return unavailable(Outage.UNEXPECTED_ANSWER);
    }

    private GrantResult refusal(String error) {
        return switch (error) {
            case "invalid_client" -> new Refused(Refusal.INVALID_CLIENT, seen());
            case "invalid_scope", "insufficient_scope" -> new Refused(Refusal.INVALID_SCOPE, seen());
            case "unauthorized_client" ->
                // with 401 some servers say so to a wrong secret (Keycloak)
                new Refused(status == 401 ? Refusal.INVALID_CLIENT : Refusal.GRANT_NOT_ALLOWED, seen());
            case "unsupported_grant_type", "access_denied" -> new Refused(Refusal.GRANT_NOT_ALLOWED, seen());
            case "invalid_request" -> status == 400 ? new Refused(Refusal.INVALID_REQUEST, seen()) : unnamed();
            case "server_error", "temporarily_unavailable" -> unavailable(Outage.TOKEN_ENDPOINT_UNAVAILABLE);
            default -> unnamed();
        };
    }

    private GrantResult unnamed() {
        return switch (status) {
            case 401 -> new Refused(Refusal.INVALID_CLIENT, seen());
            case 400 -> new Refused(Refusal.UNEXPLAINED, seen());
            default -> unavailable(Outage.UNEXPECTED_ANSWER);
        };
    }

    private Unavailable unavailable(Outage outage) {
        return new Unavailable(outage, seen(), retryAfter);
    }

    private String seen() {
        String known = text("error").filter(e -> e.matches("[a-z_]{1,40}")).orElse("");
        return known.isEmpty() ? "status " + status : "status " + status + ", " + known;
    }

    private Optional<String> text(String key) {
        return object.map(o -> o.path(key))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .filter(s -> !s.isBlank());
    }

    private static Optional<JsonNode> parse(String body) {
        try {
            return Optional.ofNullable(body == null || body.isEmpty() ? null : JSON.readTree(body))
                    .filter(JsonNode::isObject);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
