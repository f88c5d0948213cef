package io.coupabridge.edge.access;

import io.coupabridge.edge.access.RefusalLog.Cause;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Callers without a token of the issuer, of a page that a link opens. Each address has its share of requests, as each
 * caller of the API has; a guessed link costs as much of it as a guessed tenant. Thread-safe.
 */
@Singleton
public class Strangers {

    /** No subject of a token has a line break. */
    private static final String ADDRESS = "address\n";

    private final CallerRate rate;
    private final RefusalLog log;

    Strangers(CallerRate rate, RefusalLog log) {
        this.rate = rate;
        this.log = log;
    }

    /** Counts a request. @return zero when it may be made, else how long the caller has to wait */
    public Duration take(RoutingContext request) {
        Duration pause = rate.take(bucket(request));
        if (!pause.isZero()) {
            log.writeSeldom(request, Cause.RATE, "somebody without a token asks too often");
        }
        return pause;
    }

    /** Counts a request that named a link which is none. */
    public void guessed(RoutingContext request) {
        rate.charge(bucket(request));
        log.writeSeldom(request, Cause.LINK, "there is no such link");
    }

    private static String bucket(RoutingContext request) {
        return ADDRESS + request.request().remoteAddress().hostAddress();
    }
}
