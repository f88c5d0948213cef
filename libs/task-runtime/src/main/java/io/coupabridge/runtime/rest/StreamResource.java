package io.coupabridge.runtime.rest;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.access.Caller;
import io.coupabridge.edge.access.Role;
import io.coupabridge.edge.rest.Inputs;
import io.coupabridge.edge.trail.Who;
import io.coupabridge.runtime.publication.StreamStore;
import io.coupabridge.runtime.publication.Streams;
import io.coupabridge.runtime.schedule.TenantScheduler;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** For operators: streams that stand still because Kafka and the ledger contradict each other. */
@Path("/api/v1/tenants/{tenant}/streams/{stream}")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Streams", description = "For operators: a halted stream and the way on")
public class StreamResource {

    private final StreamStore store;
    private final Streams streams;
    private final TenantScheduler scheduler;
    private final Caller caller;

    StreamResource(StreamStore store, Streams streams, TenantScheduler scheduler, Caller caller) {
        this.store = store;
        this.streams = streams;
        this.scheduler = scheduler;
        this.caller = caller;
    }

    @GET
    @RolesAllowed({Role.OPERATOR, Role.AUDITOR})
    @Operation(summary = "Whether the stream ('runs' or 'inbox') is halted, and why")
    public Map<String, String> state(@PathParam("tenant") String tenant, @PathParam("stream") String stream) {
        return store.halted(Inputs.tenant(tenant), stream)
                .map(reason -> Map.of("state", "HALTED", "reason", reason))
                .orElse(Map.of("state", "WORKING"));
    }

    @POST
    @RolesAllowed(Role.OPERATOR)
    @Path("/rebase")
    @Operation(
            summary = "Let a halted stream go on",
            description =
                    "A page that may or may not be on Kafka is read again: consumers may see the same content twice, in"
                            + " a version of its own each time. Audited.")
    public Map<String, String> rebase(@PathParam("tenant") String tenant, @PathParam("stream") String stream) {
        TenantId id = Inputs.tenant(tenant);
        if (!streams.rebase(id, stream, Who.of(caller))) {
            throw new NotFoundException();
        }
        scheduler.ask(id, stream);
        scheduler.nudge(id, stream);
        return Map.of("state", "WORKING");
    }
}
