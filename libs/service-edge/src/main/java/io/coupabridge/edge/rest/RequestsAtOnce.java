package io.coupabridge.edge.rest;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds how many requests are worked on at once. Each holds a thread of a pool that health, metrics and the consumers of
 * topics use too, so the bound leaves them half of it whatever callers do. Thread-safe.
 */
@ApplicationScoped
class RequestsAtOnce {

    private static final int RETRY_SECONDS = 1;

    private static final String DONE = RequestsAtOnce.class.getName();

    private final int most;
    private final AtomicInteger underWay = new AtomicInteger();

    RequestsAtOnce(RequestConfig config) {
        this.most = config.requestsAtOnce();
    }

    void register(@Observes Filters filters) {
        // behind the body, which may take its time and holds no thread
        filters.register(this::admit, RequestBodies.LAST - 1);
    }

    /** The request holds no thread any more. */
    static void leave(RoutingContext context) {
        Runnable done = context.get(DONE);
        if (done != null) {
            done.run();
        }
    }

    private void admit(RoutingContext context) {
        if (underWay.incrementAndGet() > most) {
            underWay.decrementAndGet();
            Refusal.answer(
                    context,
                    503,
                    "Service Unavailable",
                    "This replica works on " + most + " requests already, the most that it takes. Nothing was done; try"
                            + " again.",
                    RETRY_SECONDS);
            return;
        }
        AtomicBoolean counted = new AtomicBoolean(true);
        Runnable done = () -> {
            if (counted.compareAndSet(true, false)) {
                underWay.decrementAndGet();
            }
        };
        context.put(DONE, done);
        // also when the caller hangs up
        context.addEndHandler(ended -> done.run());
        context.next();
    }
}
