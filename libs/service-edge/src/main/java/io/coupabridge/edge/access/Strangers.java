package io.coupabridge.edge.access;

import io.coupabridge.edge.access.RefusalLog.Cause;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Callers without a token of the issuer, of a page that a link opens. Each link has its share of requests, as each caller of the
 * API has. Whoever guesses links has that of the address, and a guess costs as much of it as a guessed tenant. Behind an ingress
 * all may have one address, so what somebody guesses takes nothing from those who have a link. Thread-safe.
 */
@Singleton
public class Strangers {

    /** No subject of a token has a line break. */
    private static final String ADDRESS = "address\n";

    private static final String LINK = "link\n";

    private final CallerRate rate;
    private final RefusalLog log;

    Strangers(CallerRate rate, RefusalLog log) {
        this.rate = rate;
        this.log = log;
    }

    /** Counts a request by the link of that id. @return zero when it may be made, else how long that has to wait */
    public Duration take(RoutingContext request, String link) {
        return charged(request, LINK + link);
    }

    /** Counts a request that named a link which is none. @return zero, or how long the caller has to wait */
    public Duration guessed(RoutingContext request) {
        String bucket = ADDRESS + request.request().remoteAddress().hostAddress();
        Duration pause = charged(request, bucket);
        if (pause.isZero()) {
            rate.charge(bucket);
            log.writeSeldom(request, Cause.LINK, "there is no such link");
        }
        return pause;
    }

    private Duration charged(RoutingContext request, String bucket) {
        Duration pause = rate.take(bucket);
        if (!pause.isZero()) {
            log.writeSeldom(request, Cause.RATE, "somebody without a token asks too often");
        }
        return pause;
    }
}
