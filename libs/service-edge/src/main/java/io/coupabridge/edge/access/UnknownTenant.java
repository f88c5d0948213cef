package io.coupabridge.edge.access;

import io.coupabridge.contracts.TenantId;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.Response.Status;

/** One answer for a tenant that is not there and for one that is not the caller's, so that nobody can tell which. */
public final class UnknownTenant {

    private UnknownTenant() {}

    public static HttpProblem problem(TenantId tenant) {
        return HttpProblem.valueOf(
                Status.NOT_FOUND,
                "There is no connection of tenant " + tenant
                        + " that you may see. It has to be saved first, or you have to be given this tenant.");
    }
}
