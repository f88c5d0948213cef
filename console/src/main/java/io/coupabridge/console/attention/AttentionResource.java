package io.coupabridge.console.attention;

import io.coupabridge.console.page.Frame;
import io.coupabridge.console.page.Viewer;
import io.coupabridge.edge.access.Caller;
import io.coupabridge.edge.access.Role;
import io.coupabridge.edge.rest.Inputs;
import io.coupabridge.edge.rest.Listing;
import io.quarkiverse.resteasy.problem.validation.Violation;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** The home page: who needs a person. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class AttentionResource {

    private static final int PAGE = 50;

    private final Needs needs;
    private final Viewer viewer;
    private final Caller caller;

    AttentionResource(Needs needs, Viewer viewer, Caller caller) {
        this.needs = needs;
        this.viewer = viewer;
        this.caller = caller;
    }

    @CheckedTemplate
    static final class Templates {
        static native TemplateInstance attention(Frame frame, List<Need> needs, Campaign campaign, String next);

        private Templates() {}
    }

    /** Shows who needs a person, of those tenants that the person before the page may see. */
    @GET
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.OPERATOR, Role.AUDITOR, Role.PLATFORM})
    public TemplateInstance attention(@QueryParam("after") String after) {
        Needs.Place behind = place(after);
        Listing<Need> page = Listing.of(PAGE, most -> needs.list(caller.reachable(null), behind, most));
        Frame frame =
                new Frame("Attention", "attention", "Tenants that need a person, with the longest wait first.", viewer);
        return Templates.attention(
                frame, page.shown(), viewer.seesAll() ? needs.campaign() : null, page.next(Need::place));
    }

    private static Needs.Place place(String after) {
        try {
            return after == null ? Needs.Place.BEGINNING : Needs.Place.of(after);
        } catch (RuntimeException e) {
            throw Inputs.problem(Violation.In.query, "after", "It is the next of a page before.");
        }
    }
}
