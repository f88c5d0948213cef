package io.coupabridge.edge.rest;

import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.trace.TraceParent;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;
import org.jboss.logging.MDC;

/** Puts the tenant of a request, and the trace that it belongs to, on every log line that it causes. */
@Provider
public final class TenantLogFilter implements ContainerRequestFilter, ContainerResponseFilter {

    private static final String TENANT = "tenant";

    @Override
    public void filter(ContainerRequestContext request) {
        String tenant = request.getUriInfo().getPathParameters().getFirst(TENANT);
        if (TenantId.isValid(tenant)) {
            MDC.put(TENANT, tenant);
        }
        TraceParent.parse(request.getHeaderString(MessageHeaders.TRACEPARENT))
                .orElseGet(TraceParent::fresh)
                .use();
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        MDC.remove(TENANT);
        TraceParent.clear();
    }
}
