package io.coupabridge.token.grant;

import io.quarkus.arc.Unremovable;
import io.quarkus.oidc.common.OidcEndpoint;
import io.quarkus.oidc.common.OidcResponseFilter;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.buffer.Buffer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Reads the answer before the OIDC client does, which drops the status of an error and trips over empty bodies, pages and
 * odd lifetimes: a failure is thrown as what it is, a grant goes on with the two fields that matter.
 */
@Singleton
@Unremovable
@OidcEndpoint(OidcEndpoint.Type.TOKEN)
class GrantResponseFilter implements OidcResponseFilter {

    private final InstantSource clock;

    GrantResponseFilter(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Uni<Void> filter(OidcResponseFilterContext context) {
        GrantAnswer answer = answer(context);
        Optional<String> token = answer.token();
        if (token.isEmpty()) {
            return Uni.createFrom().failure(new NoGrantException(answer.failure()));
        }
        JsonObject clean = new JsonObject().put("access_token", token.get());
        answer.lifetime().map(Duration::toSeconds).ifPresent(s -> clean.put("expires_in", s));
        context.responseBody(Buffer.newInstance(clean.toBuffer()));
        return Uni.createFrom().voidItem();
    }

    private GrantAnswer answer(OidcResponseFilterContext context) {
        Optional<Duration> retryAfter = RetryAfterHeader.read(
                context.responseHeaders().get("Retry-After"),
                context.responseHeaders().get("Date"),
                clock.instant());
        Buffer body = context.responseBody();
        return new GrantAnswer(context.statusCode(), retryAfter, body == null ? null : body.toString());
    }

    /** The answer was no grant; carries what it was. */
    static final class NoGrantException extends RuntimeException {

        private final transient GrantResult result;

        private NoGrantException(GrantResult result) {
            super("No grant.", null, false, false);
            this.result = result;
        }

        GrantResult result() {
            return result;
        }
    }
}
