package io.coupabridge.edge.access;

import io.coupabridge.edge.access.RefusalLog.Cause;
import io.coupabridge.edge.rest.TryAgain;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.Provider;
import java.time.Duration;

/** Answers a caller with 429 that asks for more than its share, before anything is done for the request. */
@Provider
@Priority(Priorities.AUTHORIZATION - 1)
public final class RateFilter implements ContainerRequestFilter {

    private final Caller caller;
    /** Made with the first request: filters are made before there are settings. */
    private final Instance<CallerRate> rate;

    private final RefusalLog log;
    private final RoutingContext routing;

    @Context
    ResourceInfo operation;

    RateFilter(Caller caller, Instance<CallerRate> rate, RefusalLog log, RoutingContext routing) {
        this.caller = caller;
        this.rate = rate;
        this.log = log;
        this.routing = routing;
    }

    /** @throws HttpProblem with the time after which the caller may ask again, in whole seconds */
    @Override
    public void filter(ContainerRequestContext request) {
        if (!operation.getResourceMethod().isAnnotationPresent(RolesAllowed.class)) {
            return;
        }
        Duration pause = rate.get().take(caller.subject());
        if (!pause.isZero()) {
            log.writeSeldom(routing, Cause.RATE, caller.named() + " asks too often");
            throw TryAgain.problem(
                    Status.TOO_MANY_REQUESTS,
                    "You ask more often than coupabridge.http.requests-per-second allows. Wait as long as Retry-After"
                            + " says. Nothing was done.",
                    pause);
        }
    }
}
