package io.coupabridge.console.notification;

import io.coupabridge.console.connection.KnownConnections;
import io.coupabridge.console.notification.NotificationPages.Entry;
import io.coupabridge.console.notification.NotificationPages.Place;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.access.Role;
import io.coupabridge.edge.rest.Inputs;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** Who is told of what happens to a tenant. */
@Path("/tenants/{tenant}/notifications")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class TenantNotificationsResource {

    private final NotificationPages pages;
    private final KnownConnections connections;

    TenantNotificationsResource(NotificationPages pages, KnownConnections connections) {
        this.pages = pages;
        this.connections = connections;
    }

    /** Shows them. */
    @GET
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.OPERATOR, Role.AUDITOR, Role.PLATFORM})
    public Response list(@PathParam("tenant") String tenant, @QueryParam("done") String done) {
        return pages.list(place(tenant), done);
    }

    /** Adds one, and shows its secret this once. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.OPERATOR})
    public Response add(
            @PathParam("tenant") String tenant,
            @FormParam("as") String as,
            @FormParam("target") String target,
            @FormParam("kind") List<String> kinds,
            @FormParam("form") String form) {
        return pages.add(place(tenant), new Entry(as, target, kinds, form));
    }

    /** Shows what was sent to one. */
    @GET
    @Path("{id}")
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.OPERATOR, Role.AUDITOR, Role.PLATFORM})
    public Response deliveries(
            @PathParam("tenant") String tenant,
            @PathParam("id") String id,
            @QueryParam("before") String before,
            @QueryParam("done") String done) {
        return pages.deliveries(place(tenant), id, before, done);
    }

    /** Gives one a new secret, and shows it this once. */
    @POST
    @Path("{id}/secret")
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.OPERATOR})
    public Response rotate(@PathParam("tenant") String tenant, @PathParam("id") String id) {
        return pages.rotate(place(tenant), id);
    }

    /** Removes one. */
    @POST
    @Path("{id}/remove")
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.OPERATOR})
    public Response remove(@PathParam("tenant") String tenant, @PathParam("id") String id) {
        return pages.remove(place(tenant), id);
    }

    /** Sends a delivery again. */
    @POST
    @Path("{id}/deliveries/{sequence}")
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.OPERATOR})
    public Response again(
            @PathParam("tenant") String tenant, @PathParam("id") String id, @PathParam("sequence") String sequence) {
        return pages.again(place(tenant), id, sequence);
    }

    private Place place(String tenant) {
        TenantId id = Inputs.tenant(tenant);
        connections.known(id);
        return new Place(new Owner(id), "/tenants/" + id + "/notifications");
    }
}
