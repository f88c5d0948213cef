package io.coupabridge.edge.rest;

import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.sql.SQLException;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Tells a caller that the database is down from a fault of this service. */
@Provider
public final class DatabaseDown implements ExceptionMapper<RuntimeException> {

    private static final Logger LOG = Logger.getLogger(DatabaseDown.class);
    private static final int RETRY_SECONDS = 5;
    private static final int DEPTH = 10;
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final String service;

    DatabaseDown(@ConfigProperty(name = "quarkus.application.name") String service) {
        this.service = service;
    }

    /** 503 when the database is the reason, else 500; the record of it is in the logs. */
    @Override
    public Response toResponse(RuntimeException failure) {
        Optional<SQLException> sql = cause(failure);
        if (sql.isPresent() && isPassing(sql.get())) {
            LOG.warnf(
                    "A request was refused as the database does not answer (SQL state %s).",
                    sql.get().getSQLState());
            return HttpProblem.builder()
                    .withStatus(Status.SERVICE_UNAVAILABLE)
                    .withTitle(Status.SERVICE_UNAVAILABLE.getReasonPhrase())
                    .withDetail("The database of " + service + " does not answer. Nothing was stored; try again.")
                    .withHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                    .build()
                    .toResponse();
        }
        LOG.error("A request failed of a fault in this service.", failure);
        return HttpProblem.valueOf(Status.INTERNAL_SERVER_ERROR).toResponse();
    }

    /**
     * Class 08 is the connection, 57 a server that is going down or starting, 40 a transaction that it has ended in favour of
     * another; Agroal's time-out has no state.
     */
    private static boolean isPassing(SQLException failure) {
        String state = failure.getSQLState();
        return state == null
                || state.startsWith("08")
                || state.startsWith("57")
                || state.startsWith("40")
                || state.equals(LOCK_NOT_AVAILABLE);
    }

    private static Optional<SQLException> cause(Throwable failure) {
        Throwable current = failure;
        for (int depth = 0; depth < DEPTH && current != null; depth++) {
            if (current instanceof SQLException sql) {
                return Optional.of(sql);
            }
            current = current.getCause();
        }
        return Optional.empty();
    }
}
