package io.coupabridge.edge.metrics;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Lets the metric of requests name operations alone. Without it, a request that no operation takes (another method, a body that
 * never came) has its own path there: anybody could make any number of series, and a tenant's id would be in a metric.
 */
@ApplicationScoped
class RequestPaths {

    static final String NO_OPERATION = "no-operation";

    /** Where Quarkus REST leaves the path of the operation, and the metric looks for it. */
    private static final String TEMPLATE = "UrlPathTemplate";

    /** Before all others, some of which answer by themselves. */
    private static final int FIRST = 10_000;

    /** Swagger UI and its kin, which the metric does not count. It looks at the path as it came, before dots are resolved. */
    private static final String NOT_THE_API = "/q/";

    void register(@Observes Filters filters) {
        filters.register(RequestPaths::begin, FIRST);
    }

    private static void begin(RoutingContext context) {
        if (!context.request().path().startsWith(NOT_THE_API)) {
            Vertx.currentContext().putLocal(TEMPLATE, NO_OPERATION);
        }
        context.next();
    }
}
