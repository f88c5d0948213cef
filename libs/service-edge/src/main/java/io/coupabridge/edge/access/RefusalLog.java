package io.coupabridge.edge.access;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** One line for each call that was refused, without its token. */
final class RefusalLog {

    private static final Logger LOG = Logger.getLogger(RefusalLog.class);
    private static final int LONGEST_PATH = 200;
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u0080-\\u009f]");

    private RefusalLog() {}

    /** @param reason in words that go on from "Refused GET /api/v1/connections from 10.0.0.7:" */
    static void write(RoutingContext context, String reason) {
        HttpServerRequest request = context.request();
        LOG.infof(
                "Refused %s %s from %s: %s.",
                request.method(),
                printable(context.normalizedPath()),
                request.remoteAddress().hostAddress(),
                reason);
    }

    /** So that nobody writes a line of their own, or moves a terminal's cursor. */
    static String printable(String path) {
        return CONTROL.matcher(path.substring(0, Math.min(path.length(), LONGEST_PATH)))
                .replaceAll("");
    }
}
