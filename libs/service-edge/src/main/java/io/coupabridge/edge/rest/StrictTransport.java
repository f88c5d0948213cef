package io.coupabridge.edge.rest;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Has browsers come by https alone, once they came by it to this process. Behind an ingress with TLS the ingress says so. */
@ApplicationScoped
class StrictTransport {

    private static final String A_YEAR = "max-age=31536000";

    void register(@Observes Filters filters) {
        filters.register(StrictTransport::tell, RequestBodies.FIRST + 2);
    }

    private static void tell(RoutingContext context) {
        if (context.request().isSSL()) {
            context.response().putHeader("Strict-Transport-Security", A_YEAR);
        }
        context.next();
    }
}
