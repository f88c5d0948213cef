package io.coupabridge.edge.access;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.regex.Pattern;

/** A token of dots alone counts as none: quarkus-oidc fails at it with an exception that is no refusal. */
@ApplicationScoped
class NoToken {

    private static final Pattern DOTS = Pattern.compile("(?i)\\s*bearer[\\s.]*");
    private static final int BEFORE_IT_IS_READ = 100;

    void register(@Observes Filters filters) {
        filters.register(NoToken::leaveOut, BEFORE_IT_IS_READ);
    }

    private static void leaveOut(RoutingContext context) {
        String authorization = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization != null && DOTS.matcher(authorization).matches()) {
            context.request().headers().remove(HttpHeaders.AUTHORIZATION);
        }
        context.next();
    }
}
