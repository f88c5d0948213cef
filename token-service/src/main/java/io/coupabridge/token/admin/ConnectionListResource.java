package io.coupabridge.token.admin;

import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.edge.access.Role;
import io.coupabridge.edge.rest.Inputs;
import io.coupabridge.edge.rest.Listing;
import io.coupabridge.token.connection.ConnectionLists;
import io.coupabridge.token.connection.ConnectionRow;
import io.quarkiverse.resteasy.problem.validation.Violation;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** All connections, for the operator. */
@Path("/api/v1/connections")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operation")
public class ConnectionListResource {

    private static final int STANDARD = 50;
    private static final int LARGEST = 500;
    private static final Set<ConnectionState> STATES = EnumSet.complementOf(EnumSet.of(ConnectionState.UNKNOWN));

    private final ConnectionLists connections;
    private final ConnectionViews views;

    ConnectionListResource(ConnectionLists connections, ConnectionViews views) {
        this.connections = connections;
        this.views = views;
    }

    /** Lists connections by tenant. */
    @GET
    @RolesAllowed({Role.OPERATOR, Role.AUDITOR})
    @Operation(
            summary = "List connections",
            description =
                    "In the order of tenants. A connection that needs a person says why, since when and what to do: it"
                            + " must be reauthorized, a task that it wants is refused, or it has been DEGRADED for an hour.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            schema = @Schema(implementation = ConnectionPage.class),
                            examples = @ExampleObject(name = "page", value = Examples.PAGE)))
    public ConnectionPage list(
            @Parameter(
                            description = "Only connections in this state, or in one of these: it may be repeated.",
                            example = "REAUTHORIZATION_REQUIRED")
                    @QueryParam("state")
                    List<String> states,
            @Parameter(description = "true: only connections that need a person.") @QueryParam("attention")
                    String attention,
            @Parameter(description = "Only tenants behind this one.") @QueryParam("after") String after,
            @Parameter(
                            description = "At most so many, 1 to 500; 50 when absent.",
                            schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("limit")
                    String limit) {
        int size = Inputs.limit(limit, STANDARD, LARGEST);
        String from = after == null || after.isEmpty()
                ? ""
                : Inputs.tenant(Violation.In.query, "after", after).value();
        Set<ConnectionState> wanted = Inputs.choices("state", states, STATES);
        boolean needy = Inputs.isTrue("attention", attention);
        Listing<ConnectionRow> page = Listing.of(size, most -> connections.page(wanted, needy, from, most));
        return new ConnectionPage(views.of(page.shown()), page.next(row -> row.tenant));
    }

    /** Counts connections. */
    @GET
    @RolesAllowed({Role.OPERATOR, Role.AUDITOR})
    @Path("counts")
    @Operation(
            summary = "Count connections",
            description = "By state, those that need a person by cause, and those that began with an API key.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            schema = @Schema(implementation = ConnectionCounts.class),
                            examples = @ExampleObject(name = "counts", value = Examples.COUNTS)))
    public ConnectionCounts counts() {
        return ConnectionCounts.of(connections.counts(), STATES);
    }
}
