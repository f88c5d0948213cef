package io.coupabridge.console.notification;

import io.coupabridge.console.notification.NotificationPages.Entry;
import io.coupabridge.console.notification.NotificationPages.Place;
import io.coupabridge.edge.access.Role;
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

/** Who is told of what happens to all tenants. */
@Path("/notifications")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class NotificationsResource {

    private static final Place PLACE = new Place(Owner.OPERATORS, "/notifications");

    private final NotificationPages pages;

    NotificationsResource(NotificationPages pages) {
        this.pages = pages;
    }

    /** Shows them. */
    @GET
    @RolesAllowed({Role.OPERATOR, Role.AUDITOR})
    public Response list(@QueryParam("done") String done) {
        return pages.list(PLACE, done);
    }

    /** Adds one, and shows its secret this once. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Role.OPERATOR)
    public Response add(
            @FormParam("as") String as,
            @FormParam("target") String target,
            @FormParam("kind") List<String> kinds,
            @FormParam("form") String form) {
        return pages.add(PLACE, new Entry(as, target, kinds, form));
    }

    /** Shows what was sent to one. */
    @GET
    @Path("{id}")
    @RolesAllowed({Role.OPERATOR, Role.AUDITOR})
    public Response deliveries(
            @PathParam("id") String id, @QueryParam("before") String before, @QueryParam("done") String done) {
        return pages.deliveries(PLACE, id, before, done);
    }

    /** Gives one a new secret, and shows it this once. */
    @POST
    @Path("{id}/secret")
    @RolesAllowed(Role.OPERATOR)
    public Response rotate(@PathParam("id") String id) {
        return pages.rotate(PLACE, id);
    }

    /** Removes one. */
    @POST
    @Path("{id}/remove")
    @RolesAllowed(Role.OPERATOR)
    public Response remove(@PathParam("id") String id) {
        return pages.remove(PLACE, id);
    }

    /** Sends a delivery again. */
    @POST
    @Path("{id}/deliveries/{sequence}")
    @RolesAllowed(Role.OPERATOR)
    public Response again(@PathParam("id") String id, @PathParam("sequence") String sequence) {
        return pages.again(PLACE, id, sequence);
    }
}
