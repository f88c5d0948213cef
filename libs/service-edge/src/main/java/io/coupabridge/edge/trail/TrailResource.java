package io.coupabridge.edge.trail;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.access.Role;
import io.coupabridge.edge.rest.Inputs;
import io.coupabridge.edge.rest.Listing;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A tenant's audit trail, as this service keeps it. */
@Path("/api/v1/tenants/{tenant}/audit")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Audit", description = "What was done, by whom, and when")
public class TrailResource {

    private static final int STANDARD = 50;
    private static final int LARGEST = 500;

    private static final String PAGE = """
            {"entries":[{"position":7,"at":"2026-11-24T09:30:00Z","actor":"CALLER","subject":"m.okafor",
              "roles":"integration-admin","action":"CONNECTION_SAVED","result":"DONE","times":1,
              "detail":{"baseUrl":"https://northwind.coupahost.com","credential":"NEW"}}],
             "next":7}""";

    private final Trail trail;
    private final SecurityIdentity caller;

    TrailResource(Trail trail, SecurityIdentity caller) {
        this.trail = trail;
        this.caller = caller;
    }

    /** Lists a tenant's entries, newest first; none for a tenant that was never connected. */
    @GET
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.OPERATOR, Role.AUDITOR})
    @Operation(summary = "Read a tenant's audit trail, newest first")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            schema = @Schema(implementation = AuditPage.class),
                            examples = @ExampleObject(name = "page", value = PAGE)))
    public AuditPage list(
            @PathParam("tenant") String tenant,
            @Parameter(
                            description = "Only entries before this position.",
                            schema = @Schema(type = SchemaType.INTEGER, format = "int64"))
                    @QueryParam("before")
                    String before,
            @Parameter(
                            description = "At most so many, 1 to 500; 50 when absent.",
                            schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("limit")
                    String limit) {
        TenantId id = Inputs.tenant(tenant);
        int size = Inputs.limit(limit, STANDARD, LARGEST);
        boolean all = caller.hasRole(Role.OPERATOR) || caller.hasRole(Role.AUDITOR);
        long below = Inputs.number("before", before).orElse(Long.MAX_VALUE);
        Listing<TrailEntry> page = Listing.of(size, most -> trail.newest(id, below, most));
        return new AuditPage(page.map(entry -> TrailView.of(entry, all)), page.next(TrailEntry::position));
    }

    /** Some entries. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AuditPage(
            List<TrailView> entries,

            @Schema(description = "Ask for those before this position next; absent on the last page.")
            Long next) {}
}
