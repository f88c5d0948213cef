package io.coupabridge.edge.rest;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** The end of a request that is not worked on, and of its connection. */
final class Refusal {

    private Refusal() {}

    /** @param retrySeconds after which the caller may try again */
    static void answer(RoutingContext context, int status, String title, String detail, int retrySeconds) {
        if (!context.response().ended()) {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(retrySeconds));
        }
        answer(context, status, title, detail);
    }

    static void answer(RoutingContext context, int status, String title, String detail) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        JsonObject problem =
                new JsonObject().put("status", status).put("title", title).put("detail", detail);
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .end(problem.encode())
                .onComplete(sent -> context.request().connection().close());
    }
}
