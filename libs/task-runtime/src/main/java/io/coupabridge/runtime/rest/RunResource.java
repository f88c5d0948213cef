package io.coupabridge.runtime.rest;

import io.coupabridge.edge.rest.Inputs;
import io.coupabridge.runtime.ledger.RunStore;
import io.smallrye.common.annotation.Blocking;
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

    RunResource(RunStore runs) {
        this.runs = runs;
    }

    @GET
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
                .map(RunView::of)
                .toList();
    }

    @GET
    @Path("/runs/{commandId}")
    @Operation(summary = "One run")
    public RunView one(@PathParam("commandId") UUID commandId) {
        return runs.find(commandId).map(RunView::of).orElseThrow(NotFoundException::new);
    }
}
