package io.coupabridge.edge.access;

import io.coupabridge.edge.rest.TryAgain;
import io.quarkus.oidc.OIDCException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Tells a caller that the issuer is down from a token that is bad. */
@Provider
public final class IssuerDown implements ExceptionMapper<OIDCException> {

    private static final Logger LOG = Logger.getLogger(IssuerDown.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    @Override
    public Response toResponse(OIDCException failure) {
        LOG.warnf("A request was refused as the issuer of tokens does not answer: %s", failure.getMessage());
        return TryAgain.problem(
                        Status.SERVICE_UNAVAILABLE,
                        "The issuer of tokens does not answer, so nobody can be recognised. Nothing was done; try again.",
                        RETRY_AFTER)
                .toResponse();
    }
}
