package io.coupabridge.token.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.access.Role;
import io.coupabridge.edge.rest.Inputs;
import io.coupabridge.token.audit.Audit;
import io.coupabridge.token.audit.AuditEntry;
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

/** What was done to a tenant's connection. */
@Path("/api/v1/tenants/{tenant}/audit")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operation")
public class AuditResource {

    private static final int STANDARD = 50;
    private static final int LARGEST = 500;

    private final Audit audit;

    AuditResource(Audit audit) {
        this.audit = audit;
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
                            examples = @ExampleObject(name = "page", value = Examples.AUDIT)))
    public AuditPage list(
            @PathParam("tenant") String tenant,
            @Parameter(
                            description = "Only entries older than this one.",
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
        List<AuditEntry> found =
                audit.newest(id, Inputs.number("before", before).orElse(Long.MAX_VALUE), size + 1);
        boolean more = found.size() > size;
        List<AuditEntry> page = more ? found.subList(0, size) : found;
        return new AuditPage(page, more ? page.get(size - 1).id() : null);
    }

    /** Some entries. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AuditPage(
            List<AuditEntry> entries,

            @Schema(description = "Ask for those before this id next; absent on the last page.")
            Long next) {}
}
