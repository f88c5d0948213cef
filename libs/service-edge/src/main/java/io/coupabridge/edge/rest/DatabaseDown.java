package io.coupabridge.edge.rest;

import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Inject;
import jakarta.transaction.RollbackException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Tells a caller that the database is down, or that all connections to it are in use, from a fault of this service. */
@Provider
public final class DatabaseDown implements ExceptionMapper<RuntimeException> {

    private static final Logger LOG = Logger.getLogger(DatabaseDown.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /** What a server says that is a standby, or not the first any more: another one takes over. */
    private static final String READ_ONLY = "25006";

    private final String service;
    private final Predicate<Throwable> poolIsBusy;

    @Inject
    DatabaseDown(@ConfigProperty(name = "quarkus.application.name") String service, BusyPool pool) {
        this(service, pool::isReasonOf);
    }

    DatabaseDown(String service, Predicate<Throwable> poolIsBusy) {
        this.service = service;
        this.poolIsBusy = poolIsBusy;
    }

    /** 429 when too many call at once, 503 when the database is the reason, else 500; the record of it is in the logs. */
    @Override
    public Response toResponse(RuntimeException failure) {
        return answer(failure);
    }

    Response answer(Exception failure) {
        if (poolIsBusy.test(failure)) {
            LOG.warn("A request was refused as all connections to the database are in use.");
            return busy(service).toResponse();
        }
        if (isPassing(failure)) {
            LOG.warnf(
                    "A request was refused as the database does not answer (SQL state %s).",
                    SqlCauses.of(failure).map(SQLException::getSQLState).orElse(null));
            return down(service).toResponse();
        }
        LOG.error("A request failed of a fault in this service.", failure);
        return HttpProblem.valueOf(Status.INTERNAL_SERVER_ERROR).toResponse();
    }

    /** Whether it failed for the database, and need not fail the next time. */
    public static boolean isPassing(Exception failure) {
        return SqlCauses.of(failure).map(DatabaseDown::passes).orElse(failure instanceof RollbackException);
    }

    /** What a caller is told when too many call at once. */
    public static HttpProblem busy(String service) {
        return problem(
                Status.TOO_MANY_REQUESTS,
                "Too many call " + service
                        + " at once: all its connections to its database are in use. Nothing was stored;"
                        + " try again.");
    }

    /** What a caller is told when the database does not answer. */
    public static HttpProblem down(String service) {
        return problem(
                Status.SERVICE_UNAVAILABLE,
                "The database of " + service
                        + " does not answer. If something was to be stored, it most likely"
                        + " was not; try again.");
    }

    private static HttpProblem problem(Status status, String detail) {
        return TryAgain.problem(status, detail, RETRY_AFTER);
    }

    /**
     * Class 08 is the connection, 57 a server that is going down or starting, 53 one that has no room, 58 one whose disk fails,
     * 40 a transaction that it has ended in favour of another; Agroal's time-out has no state.
     */
    private static boolean passes(SQLException failure) {
        String state = failure.getSQLState();
        return state == null
                || state.startsWith("08")
                || state.startsWith("57")
                || state.startsWith("53")
                || state.startsWith("58")
                || state.startsWith("40")
                || state.equals(READ_ONLY)
                || state.equals(LOCK_NOT_AVAILABLE);
    }
}
