package io.coupabridge.runtime.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.access.Role;
import io.coupabridge.edge.rest.Inputs;
import io.coupabridge.edge.rest.Listing;
import io.coupabridge.runtime.publication.StreamStore;
import io.coupabridge.runtime.publication.StreamStore.HaltedStream;
import io.coupabridge.runtime.publication.Streams;
import io.quarkiverse.resteasy.problem.validation.Violation;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** For operators: which streams of all tenants stand still. */
@Path("/api/v1/streams")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Streams", description = "For operators: a halted stream and the way on")
public class StreamListResource {

    private static final int USUAL = 50;
    private static final int MOST = 500;

    private final StreamStore store;

    StreamListResource(StreamStore store) {
        this.store = store;
    }

    @GET
    @RolesAllowed({Role.OPERATOR, Role.AUDITOR})
    @Operation(
            summary = "Halted streams of all tenants: why, since when, and what to do",
            description = "In the order of tenants. Streams that work are not listed.")
    public StreamPage list(
            @Parameter(description = "Must be true.", required = true) @QueryParam("halted") String halted,
            @Parameter(
                            description = "Only streams behind this one: the next of the page before.",
                            example = "northwind/runs")
                    @QueryParam("after")
                    String after,
            @Parameter(
                            description = "At most so many, 1 to 500; 50 when absent.",
                            schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("limit")
                    String limit) {
        if (!Inputs.isTrue("halted", halted)) {
            throw Inputs.problem(Violation.In.query, "halted", "Say halted=true: no other streams are listed.");
        }
        int size = Inputs.limit(limit, USUAL, MOST);
        String[] cursor = cursor(after);
        Listing<HaltedStream> page = Listing.of(size, most -> store.halted(cursor[0], cursor[1], most));
        return new StreamPage(page.map(StreamView::of), page.next(last -> last.tenant() + "/" + last.name()));
    }

    /** Tenant and name. */
    private static String[] cursor(String after) {
        if (after == null || after.isEmpty()) {
            return new String[] {"", ""};
        }
        String[] cursor = after.split("/", 2);
        if (cursor.length < 2 || !TenantId.isValid(cursor[0]) || !Streams.NAMES.contains(cursor[1])) {
            throw Inputs.problem(
                    Violation.In.query, "after", "It must be a tenant and a stream, such as northwind/runs.");
        }
        return cursor;
    }

    /** Some streams. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StreamPage(
            List<StreamView> streams,

            @Schema(description = "Ask for those after this one next; absent on the last page.")
            String next) {}

    /** A halted stream. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "HaltedStream")
    record StreamView(
            @Schema(examples = "northwind") String tenantId,

            @Schema(description = "runs or inbox", examples = "runs")
            String stream,

            @Schema(description = "What does not fit, and what to do.")
            String reason,

            @Schema(description = "Absent when an older version of the service halted it.")
            Instant since,

            @Schema(
                    description = "What lets it go on, once the reason is understood: POST to this path.",
                    examples = "/api/v1/tenants/northwind/streams/runs/rebase")
            String rebase) {

        static StreamView of(HaltedStream stream) {
            return new StreamView(
                    stream.tenant().value(),
                    stream.name(),
                    stream.reason(),
                    stream.since(),
                    "/api/v1/tenants/" + stream.tenant() + "/streams/" + stream.name() + "/rebase");
        }
    }
}
