package io.coupabridge.console.tenants;

import io.coupabridge.console.page.Frame;
import io.coupabridge.console.page.Viewer;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.Task;
import io.coupabridge.edge.access.Caller;
import io.coupabridge.edge.access.Role;
import io.coupabridge.edge.rest.Listing;
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
import java.util.Map;
import java.util.stream.Stream;

/** The list of tenants. */
@Path("/tenants")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class TenantsResource {

    private static final int PAGE = 50;
    private static final List<String> STATES = Stream.of(ConnectionState.values())
            .filter(state -> state != ConnectionState.UNKNOWN)
            .map(Enum::name)
            .toList();

    private final TenantList tenants;
    private final Viewer viewer;
    private final Caller caller;

    TenantsResource(TenantList tenants, Viewer viewer, Caller caller) {
        this.tenants = tenants;
        this.viewer = viewer;
        this.caller = caller;
    }

    /**
     * What the page shows.
     *
     * @param counts null for who does not see all tenants
     * @param next the tenant behind which the next page begins; null on the last
     */
    record Found(
            TenantSearch search,
            List<TenantLine> lines,
            Map<String, Long> counts,
            List<String> states,
            List<String> tasks,
            String next) {}

    @CheckedTemplate
    static final class Templates {
        static native TemplateInstance tenants(Frame frame, Found found);

        private Templates() {}
    }

    /** Shows the tenants that the person before the page may see. */
    @GET
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.OPERATOR, Role.AUDITOR, Role.PLATFORM})
    public TemplateInstance list(
            @QueryParam("search") String search,
            @QueryParam("state") String state,
            @QueryParam("host") String host,
            @QueryParam("task") String task,
            @QueryParam("stale") String stale,
            @QueryParam("after") String after) {
        TenantSearch wanted = TenantSearch.of(search, state, host, task, stale);
        Listing<TenantLine> page =
                Listing.of(PAGE, most -> tenants.find(caller.reachable(null), wanted.behind(after), most));
        return Templates.tenants(
                new Frame("Tenants", "tenants", "Every tenant with the state of its connection and its tasks.", viewer),
                new Found(
                        wanted,
                        page.shown(),
                        viewer.seesAll() ? tenants.counts() : null,
                        STATES,
                        Task.all().stream().map(Task::name).toList(),
                        page.next(TenantLine::tenant)));
    }
}
