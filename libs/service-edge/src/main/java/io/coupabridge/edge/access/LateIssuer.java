package io.coupabridge.edge.access;

import io.quarkus.logging.LoggingFilter;
import io.quarkus.oidc.OIDCException;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Leaves out that the issuer failed when nobody waited for it any more. That it does not answer has been said by then,
 * and the next request asks it again. If the failure comes just as the start gives the issuer up, Mutiny would tell of it
 * at level ERROR with a stack trace. Thread-safe.
 */
@LoggingFilter(name = "late-issuer")
public final class LateIssuer implements Filter {

    private static final String DROPPED = "io.quarkus.mutiny.runtime.MutinyInfrastructure";
    private static final String AWAY = "OIDC Server is not available";

    @Override
    public boolean isLoggable(LogRecord line) {
        return !(DROPPED.equals(line.getLoggerName())
                && line.getThrown() instanceof OIDCException failure
                && String.valueOf(failure.getMessage()).startsWith(AWAY));
    }
}
