package io.coupabridge.console.tenant;

import io.coupabridge.console.page.Frame;
import io.coupabridge.console.page.Viewer;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.access.Role;
import io.coupabridge.edge.rest.Inputs;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

/** A tenant: its connection, its tasks, its runs. */
@Path("/tenants/{tenant}")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class TenantPageResource {

    private final TenantPages pages;
    private final Viewer viewer;

    TenantPageResource(TenantPages pages, Viewer viewer) {
        this.pages = pages;
        this.viewer = viewer;
    }

    @CheckedTemplate
    static final class Templates {
        static native TemplateInstance tenant(Frame frame, TenantPage page, TenantPage.Live live);

        static native TemplateInstance live(Frame frame, TenantPage.Live live);

        private Templates() {}
    }

    /** Shows the tenant. */
    @GET
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.OPERATOR, Role.AUDITOR, Role.PLATFORM})
    public TemplateInstance tenant(@PathParam("tenant") String tenant, @QueryParam("done") String done) {
        TenantId id = Inputs.tenant(tenant);
        TenantPage page = pages.whole(id, viewer);
        return Templates.tenant(frame(id, Done.sentence(done)), page, page.live());
    }

    /** The part of the page that changes, for the page's own script. */
    @GET
    @Path("live")
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.OPERATOR, Role.AUDITOR, Role.PLATFORM})
    public TemplateInstance live(@PathParam("tenant") String tenant) {
        TenantId id = Inputs.tenant(tenant);
        return Templates.live(frame(id, null), pages.live(id));
    }

    private Frame frame(TenantId tenant, String done) {
        return new Frame(
                tenant.value(),
                "tenants",
                "The tenant's connection, its tasks and its runs, as they change.",
                viewer,
                done);
    }
}
