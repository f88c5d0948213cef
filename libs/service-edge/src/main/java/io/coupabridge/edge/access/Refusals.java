package io.coupabridge.edge.access;

import io.coupabridge.edge.access.RefusalLog.Cause;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Tells a caller who was refused why, and the log too. Neither holds the token. The mappers of resteasy-problem for these do
 * not run on this Quarkus.
 */
@Singleton
public class Refusals {

    private static final int BEFORE_ALL_OTHERS = 1;

    private final String issuer;
    private final Caller caller;
    private final RefusalLog log;

    Refusals(@ConfigProperty(name = "quarkus.oidc.auth-server-url") String issuer, Caller caller, RefusalLog log) {
        this.issuer = issuer;
        this.caller = caller;
        this.log = log;
    }

    @ServerExceptionMapper(value = UnauthorizedException.class, priority = BEFORE_ALL_OTHERS)
    public Response withoutToken(RoutingContext request) {
        log.write(request, Cause.TOKEN, "no token");
        return answer(
                Status.UNAUTHORIZED,
                "Bearer",
                "This call needs a bearer token. Send the header Authorization: Bearer with a token of " + issuer
                        + ".");
    }

    @ServerExceptionMapper(value = AuthenticationFailedException.class, priority = BEFORE_ALL_OTHERS)
    public Response badToken(RoutingContext request, AuthenticationFailedException failure) {
        String fault = TokenFault.words(failure);
        log.write(request, Cause.TOKEN, "the token is not accepted: " + fault);
        return answer(
                Status.UNAUTHORIZED,
                "Bearer error=\"invalid_token\"",
                "The token is not accepted: " + fault + ". Get a new one from " + issuer + ".");
    }

    @ServerExceptionMapper(value = ForbiddenException.class, priority = BEFORE_ALL_OTHERS)
    public Response wrongRole(RoutingContext request) {
        log.write(request, Cause.ROLE, caller.named() + " has no role that may do it");
        return answer(
                Status.FORBIDDEN,
                "Bearer error=\"insufficient_scope\"",
                "No role of yours may do this. Ask for one that may.");
    }

    private static Response answer(Status status, String challenge, String detail) {
        return HttpProblem.builder()
                .withStatus(status)
                .withTitle(status.getReasonPhrase())
                .withDetail(detail)
                .withHeader(HttpHeaders.WWW_AUTHENTICATE, challenge)
                .build()
                .toResponse();
    }
}
