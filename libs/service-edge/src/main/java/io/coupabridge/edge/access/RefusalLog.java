package io.coupabridge.edge.access;

import io.github.bucket4j.Bucket;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * A line and a count for each call that was refused; without its token, and without an address that opens something.
 * Thread-safe.
 */
@Singleton
class RefusalLog {

    /** Why a call was refused; the metric's label. */
    enum Cause {
        TOKEN,
        ROLE,
        TENANT,
        LINK,
        RATE
    }

    private static final Logger LOG = Logger.getLogger(RefusalLog.class);
    private static final int LONGEST_PATH = 200;
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u0080-\\u009f]");

    private final MeterRegistry registry;
    private final Bucket lines = Bucket.builder()
            .addLimit(limit -> limit.capacity(1).refillGreedy(1, Duration.ofSeconds(1)))
            .build();

    RefusalLog(MeterRegistry registry) {
        this.registry = registry;
        // from the start, so that the first refusal is an increase
        for (Cause cause : Cause.values()) {
            counter(cause);
        }
    }

    /** @param reason in words that go on from "Refused GET /api/v1/connections from 10.0.0.7:" */
    void write(RoutingContext context, Cause cause, String reason) {
        counter(cause).increment();
        HttpServerRequest request = context.request();
        LOG.infof(
                "Refused %s %s from %s: %s.",
                request.method(),
                printable(SecretAddress.shown(context)),
                request.remoteAddress().hostAddress(),
                reason);
    }

    /** The same for what comes in masses: each is counted, and a line is written once a second. */
    void writeSeldom(RoutingContext context, Cause cause, String reason) {
        if (lines.tryConsume(1)) {
            write(context, cause, reason);
        } else {
            counter(cause).increment();
        }
    }

    private Counter counter(Cause cause) {
        return registry.counter("coupabridge.requests.refused", "cause", cause.name());
    }

    /** So that nobody writes a line of their own, or moves a terminal's cursor. */
    static String printable(String path) {
        return CONTROL.matcher(path.substring(0, Math.min(path.length(), LONGEST_PATH)))
                .replaceAll("");
    }
}
