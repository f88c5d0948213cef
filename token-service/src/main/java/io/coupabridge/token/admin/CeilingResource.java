package io.coupabridge.token.admin;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.access.Role;
import io.coupabridge.edge.rest.Inputs;
import io.coupabridge.edge.rest.JsonBody;
import io.coupabridge.token.budget.HostBudget;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How fast a tenant's Coupa host may be read; for the operator. */
@Path("/api/v1/tenants/{tenant}/request-ceiling")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operation")
public class CeilingResource {

    private final ConnectionCommands commands;
    private final Line line;
    private final HostBudget budget;

    CeilingResource(ConnectionCommands commands, Line line, HostBudget budget) {
        this.commands = commands;
        this.line = line;
        this.budget = budget;
    }

    /** Sets the ceiling. */
    @PUT
    @RolesAllowed(Role.OPERATOR)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Set a tenant's request ceiling",
            description = "1 to 25 requests a second; 10 where none is set. May come before the connection.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            schema = @Schema(implementation = CeilingView.class),
                            examples = @ExampleObject(name = "set", value = Examples.CEILING_SET)))
    public CeilingView set(
            @PathParam("tenant") String tenant,
            @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON,
                                            schema = @Schema(implementation = SetCeiling.class),
                                            examples = @ExampleObject(name = "set", value = Examples.CEILING)))
                    String body) {
        TenantId id = Inputs.tenant(tenant);
        ConnectionInputs inputs = new ConnectionInputs();
        int ceiling = inputs.ceiling(JsonBody.read(body, SetCeiling.class).requestsPerSecond());
        inputs.finish();
        line.inTurn(() -> commands.setCeiling(id, ceiling))
                .ifPresent(address -> budget.ceilingChanged(id, address, ceiling));
        return new CeilingView(id.value(), ceiling);
    }
}
