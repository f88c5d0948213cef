package io.coupabridge.runtime.rest;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.access.Caller;
import io.coupabridge.edge.access.Role;
import io.coupabridge.edge.rest.Inputs;
import io.coupabridge.edge.rest.TryAgain;
import io.coupabridge.edge.trail.Who;
import io.coupabridge.publication.StreamLostException;
import io.coupabridge.runtime.publication.StreamStore;
import io.coupabridge.runtime.publication.Streams;
import io.coupabridge.runtime.schedule.TenantScheduler;
import io.quarkiverse.resteasy.problem.validation.Violation;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;

/** For operators: streams that stand still because Kafka and the ledger contradict each other. */
@Path("/api/v1/tenants/{tenant}/streams/{stream}")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Streams", description = "For operators: a halted stream and the way on")
public class StreamResource {

    private static final Logger LOG = Logger.getLogger(StreamResource.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

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
        return store.halted(Inputs.tenant(tenant), known(stream))
                .map(reason -> Map.of("state", "HALTED", "reason", reason))
                .orElse(Map.of("state", "WORKING"));
    }

    @POST
    @RolesAllowed(Role.OPERATOR)
    @Path("/rebase")
    @Operation(
            summary = "Let a halted stream go on",
            description =
                    "It goes on behind the last page on Kafka. What may have been published is published again: consumers"
                            + " may see the same content twice, in a higher version. Audited.")
    public Map<String, String> rebase(@PathParam("tenant") String tenant, @PathParam("stream") String stream) {
        TenantId id = Inputs.tenant(tenant);
        if (!rebased(id, known(stream))) {
            throw new NotFoundException();
        }
        scheduler.ask(id, stream);
        scheduler.nudge(id, stream);
        return Map.of("state", "WORKING");
    }

    private static String known(String stream) {
        if (!Streams.NAMES.contains(stream)) {
            throw Inputs.problem(Violation.In.path, "stream", "A tenant has the streams 'runs' and 'inbox'.");
        }
        return stream;
    }

    private boolean rebased(TenantId tenant, String stream) {
        try {
            return streams.rebase(tenant, stream, Who.of(caller));
        } catch (StreamLostException e) {
            LOG.warnf("Stream '%s' of tenant %s was not re-based. %s", stream, tenant, e.getMessage());
            throw TryAgain.problem(
                    Status.SERVICE_UNAVAILABLE, "Kafka does not answer. Nothing was changed; try again.", RETRY_AFTER);
        }
    }
}
