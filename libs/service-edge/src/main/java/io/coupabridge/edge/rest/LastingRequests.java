package io.coupabridge.edge.rest;

import io.vertx.ext.web.RoutingContext;

/** Requests that are answered bit by bit, for as long as the caller listens. Whoever has some bounds them. */
public final class LastingRequests {

    private LastingRequests() {}

    /** Takes a request out of those that are worked on at once, as it holds no thread from now on. */
    public static void begin(RoutingContext request) {
        RequestsAtOnce.leave(request);
    }
}
