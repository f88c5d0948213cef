package io.coupabridge.edge.access;

import io.coupabridge.contracts.TenantId;
import io.quarkus.security.ForbiddenException;
import jakarta.annotation.Priority;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;

/**
 * Answers as for an unknown tenant when the {@code tenant} of the path is not the caller's. A method about a tenant that does
 * not say itself who may do it is closed.
 */
@Provider
@Priority(Priorities.AUTHORIZATION)
public final class TenantFilter implements ContainerRequestFilter {

    private final Caller caller;

    @Context
    ResourceInfo operation;

    TenantFilter(Caller caller) {
        this.caller = caller;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        RolesAllowed rule = operation.getResourceMethod().getAnnotation(RolesAllowed.class);
        String tenant = request.getUriInfo().getPathParameters().getFirst("tenant");
        if (rule == null) {
            if (tenant != null) {
                throw new ForbiddenException();
            }
            return;
        }
        caller.enter(Set.of(rule.value()));
        if (TenantId.isValid(tenant) && !caller.mayReach(new TenantId(tenant))) {
            throw UnknownTenant.problem(new TenantId(tenant));
        }
    }
}
