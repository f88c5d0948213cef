package io.coupabridge.runtime.rest;

import io.coupabridge.contracts.Task;
import io.coupabridge.edge.access.Caller;
import io.coupabridge.edge.access.Role;
import io.coupabridge.edge.rest.Inputs;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.ledger.RunStore;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where commands stand. Read only: commands come over Kafka. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Runs", description = "Commands and where they stand")
public class RunResource {

    private static final int USUAL = 20;
    private static final int MOST = 200;

    private final RunStore runs;
    private final Caller caller;
    private final Task task;

    RunResource(RunStore runs, Caller caller, TaskHandler handler) {
        this.runs = runs;
        this.caller = caller;
        this.task = handler.task();
    }

    @GET
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.PLATFORM, Role.OPERATOR, Role.AUDITOR})
    @Path("/tenants/{tenant}/runs")
    @Operation(summary = "The latest runs of a tenant, the newest first")
    public List<RunView> latest(
            @PathParam("tenant") String tenant,
            @Parameter(
                            description = "At most so many, 1 to 200; 20 when absent.",
                            schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("limit")
                    String limit) {
        return runs.latest(Inputs.tenant(tenant), Inputs.limit(limit, USUAL, MOST)).stream()
                .map(run -> RunView.of(run, task))
                .toList();
    }

    @GET
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.PLATFORM, Role.OPERATOR, Role.AUDITOR})
    @Path("/runs/{commandId}")
    @Operation(summary = "One run")
    public RunView one(@PathParam("commandId") UUID commandId) {
        // another tenant's run is as unknown as one that is not there
        return runs.find(commandId)
                .filter(run -> caller.mayReach(run.tenant()))
                .map(run -> RunView.of(run, task))
                .orElseThrow(NotFoundException::new);
    }
}
