package io.coupabridge.edge.trail;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.access.Caller;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.Set;

/** Tells the trail of requests about a tenant that were refused, and of those about the installation that nobody may make. */
@Provider
public final class RefusalFilter implements ContainerResponseFilter {

    private static final Set<Integer> OF_A_TENANT = Set.of(403, 404, 409, 429);
    private static final Set<Integer> OF_THE_INSTALLATION = Set.of(403, 429);

    private final Caller caller;
    /** Made with the first refusal: filters are made before there are settings. */
    private final Instance<RefusedRequests> refused;

    @Context
    ResourceInfo operation;

    RefusalFilter(Caller caller, Instance<RefusedRequests> refused) {
        this.caller = caller;
        this.refused = refused;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        int status = response.getStatus();
        if (!OF_A_TENANT.contains(status)) {
            return;
        }
        Method method = operation.getResourceMethod();
        if (method == null || !method.isAnnotationPresent(RolesAllowed.class) || !caller.known()) {
            return;
        }
        Optional<String> tenant = tenant(request);
        if (tenant.isPresent() || OF_THE_INSTALLATION.contains(status)) {
            refused.get()
                    .add(
                            tenant.orElse(Trail.WHOLE_INSTALLATION),
                            Who.of(caller),
                            request.getMethod() + ":" + path(method),
                            status);
        }
    }

    private Optional<String> tenant(ContainerRequestContext request) {
        String named = request.getUriInfo().getPathParameters().getFirst("tenant");
        return TenantId.isValid(named)
                ? Optional.of(named)
                : caller.foreignTenant().map(TenantId::value);
    }

    /** The operation, and none of what the caller put into its address. */
    private static String path(Method method) {
        Path ofClass = method.getDeclaringClass().getAnnotation(Path.class);
        Path ofMethod = method.getAnnotation(Path.class);
        String path = ofClass == null ? "" : ofClass.value();
        return ofMethod == null ? path : path + "/" + ofMethod.value().replaceFirst("^/", "");
    }
}
