package io.coupabridge.token.admin;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.access.Caller;
import io.coupabridge.edge.access.Role;
import io.coupabridge.edge.rest.Inputs;
import io.coupabridge.edge.trail.Who;
import io.coupabridge.token.erasure.Erasures;
import io.quarkiverse.resteasy.problem.validation.Violation;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Erasure of all that there is of a tenant; for the operator. */
@Path("/api/v1/tenants/{tenant}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operation")
public class TenantResource {

    private final Erasures erasures;
    private final Caller caller;
    private final Line line;

    TenantResource(Erasures erasures, Caller caller, Line line) {
        this.erasures = erasures;
        this.caller = caller;
        this.line = line;
    }

    /** Begins an erasure. */
    @DELETE
    @RolesAllowed(Role.OPERATOR)
    @Operation(
            summary = "Erase a tenant",
            description =
                    "Erases the secret, the tokens and all that the services know of the tenant. Consumers get a null"
                            + " value for each of its records. A receipt on coupa.erasures says when all is done. May be repeated."
                            + " Afterwards the tenant may be connected anew.")
    @APIResponse(
            responseCode = "202",
            description = "Begun; it goes on whatever dies.",
            content =
                    @Content(
                            schema = @Schema(implementation = ErasureView.class),
                            examples = @ExampleObject(name = "begun", value = """
                                                    {"tenant":"northwind","version":42,
                                                     "requestedAt":"2026-11-24T09:30:00Z","waitsFor":["APPLICATION_ROSTER"]}""")))
    public Response erase(
            @PathParam("tenant") String tenant,
            @Parameter(
                            description = "Must be true: DELETE of the connection is what only disconnects.",
                            required = true)
                    @QueryParam("erase")
                    String erase) {
        TenantId id = Inputs.tenant(tenant);
        if (!"true".equals(erase)) {
            throw Inputs.problem(
                    Violation.In.query,
                    "erase",
                    "Say erase=true to erase all of the tenant. To disconnect it, delete its connection.");
        }
        Erasures.Begun begun =
                line.inTurn(() -> erasures.begin(id, Who.of(caller))).orElseThrow(() -> Problems.notConnected(id));
        return Response.accepted(ErasureView.of(id, begun)).build();
    }

    /** An erasure that goes on. */
    record ErasureView(
            String tenant,

            @Schema(description = "Of the connection, at and before which everything is erased.")
            long version,

            @JsonFormat(shape = JsonFormat.Shape.STRING) Instant requestedAt,

            @Schema(description = "The tasks whose services have to erase what they have.")
            List<String> waitsFor) {

        static ErasureView of(TenantId tenant, Erasures.Begun begun) {
            return new ErasureView(
                    tenant.value(),
                    begun.version(),
                    begun.requestedAt(),
                    begun.waitsFor().stream().map(task -> task.name()).toList());
        }
    }
}
