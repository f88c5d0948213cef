package io.coupabridge.console.page;

import io.coupabridge.edge.access.Refusals;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.security.AuthenticationFailedException;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.core.Response.Status;
import java.net.URI;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Has whoever's session has ended, or is none, sign in again: takes the session away and sends them back to the page, from
 * where they go to the issuer. Who comes from the issuer and is refused is told so, or they would be sent to and fro. REST
 * has no session, and says what is wrong with a token.
 */
@Singleton
public class SignInAgain {

    private static final Logger LOG = Logger.getLogger(SignInAgain.class);
    private static final int BEFORE_THE_EDGES = 0;
    private static final String LOGIN = "/login";
    private static final String SESSION = "q_session";
    private static final String API = "/api/";

    private final Refusals refusals;

    SignInAgain(Refusals refusals) {
        this.refusals = refusals;
    }

    @ServerExceptionMapper(value = AuthenticationFailedException.class, priority = BEFORE_THE_EDGES)
    public Response again(RoutingContext request, AuthenticationFailedException failure) {
        String path = request.normalizedPath();
        if (path.startsWith(API)) {
            return refusals.badToken(request, failure);
        }
        String accepted = request.request().getHeader(HttpHeaders.ACCEPT);
        boolean page = accepted != null && accepted.contains(MediaType.TEXT_HTML);
        if (path.equals(LOGIN) || !page) {
            LOG.infof("A login or a session was refused at %s.", page ? LOGIN : "a page's own request");
            return HttpProblem.valueOf(Status.UNAUTHORIZED, "The login did not succeed. Go to the start and try again.")
                    .toResponse();
        }
        boolean looks = request.request().method().equals(HttpMethod.GET);
        ResponseBuilder back = Response.seeOther(URI.create(looks ? path : "/"));
        request.request().cookies().stream()
                .map(Cookie::getName)
                .filter(name -> name.startsWith(SESSION))
                .forEach(name -> back.cookie(
                        new NewCookie.Builder(name).path("/").maxAge(0).build()));
        return back.build();
    }
}
