package io.coupabridge.edge.rest;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Locale;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Takes in a request's body whole before a thread works on the request: a caller that sends slowly holds a connection, and
 * no thread. A body that is not there in time is answered with 408, one that is too large with 413, and the connection ends.
 */
@ApplicationScoped
class RequestBodies {

    static final int FIRST = 1_000;
    static final int LAST = FIRST - 1;
    private static final String TIMER = RequestBodies.class.getName();

    private final Duration patience;
    private final long largest;
    private final BodyHandler bodies;

    RequestBodies(
            RequestConfig config, @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize largest) {
        this.patience = config.bodyTime();
        this.largest = largest.asLongValue();
        this.bodies = BodyHandler.create(false).setBodyLimit(this.largest);
    }

    void register(@Observes Filters filters) {
        filters.register(this::takeIn, FIRST);
        filters.register(RequestBodies::whenThere, LAST);
    }

    private void takeIn(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!hasBody(request)) {
            // its end may have come already, and nobody would be told of it
            context.next();
            return;
        }
        if (isForm(request) && !Forms.takeAsText(context)) {
            Refusal.answer(context, 415, "Unsupported Media Type", "A request's body is JSON, no form.");
            return;
        }
        if (isTooLarge(request)) {
            Refusal.answer(context, 413, "Content Too Large", "A request's body has at most " + largest + " bytes.");
            return;
        }
        long timer = context.vertx()
                .setTimer(
                        patience.toMillis(),
                        over -> Refusal.answer(
                                context,
                                408,
                                "Request Timeout",
                                "The request's body was not there within " + patience.toSeconds() + " seconds."));
        context.put(TIMER, timer);
        // what is refused half-way is not read to its end
        context.addEndHandler(ended -> {
            if (context.get(TIMER) != null) {
                request.connection().close();
            }
        });
        bodies.handle(context);
        if (context.get(TIMER) != null) {
            // a caller that breaks off is no fault of ours, which the handler would make of it
            request.exceptionHandler(gone -> context.vertx().cancelTimer(timer));
        }
    }

    private static void whenThere(RoutingContext context) {
        Long timer = context.remove(TIMER);
        if (timer != null) {
            context.vertx().cancelTimer(timer);
        }
        Forms.giveBackType(context);
        context.next();
    }

    /** By the rules of HTTP/1.1, the only version that is spoken here. */
    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || length != null && !length.equals("0");
    }

    /** Forms would be taken apart while they arrive, with bounds of their own. */
    private static boolean isForm(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && type.toLowerCase(Locale.ROOT).matches("\\s*(multipart/|application/x-www-form-).*");
    }

    private boolean isTooLarge(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        // another length is an error of the protocol, which is found before
        return length != null && length.matches("\\d{1,18}") && Long.parseLong(length) > largest;
    }
}
