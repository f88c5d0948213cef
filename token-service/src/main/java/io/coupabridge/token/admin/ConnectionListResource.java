package io.coupabridge.token.admin;

import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.access.Role;
import io.coupabridge.edge.rest.Inputs;
import io.coupabridge.token.connection.Connections;
import io.quarkiverse.resteasy.problem.validation.Violation;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
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

    private final Connections connections;
    private final ConnectionViews views;

    ConnectionListResource(Connections connections, ConnectionViews views) {
        this.connections = connections;
        this.views = views;
    }

    /** Lists connections by tenant. */
    @GET
    @RolesAllowed({Role.OPERATOR, Role.AUDITOR})
    @Operation(summary = "List connections by state")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            schema = @Schema(implementation = ConnectionPage.class),
                            examples = @ExampleObject(name = "page", value = Examples.PAGE)))
    public ConnectionPage list(
            @Parameter(description = "Only connections in this state.", example = "REAUTHORIZATION_REQUIRED")
                    @QueryParam("state")
                    String state,
            @Parameter(description = "Only tenants behind this one.") @QueryParam("after") String after,
            @Parameter(
                            description = "At most so many, 1 to 500; 50 when absent.",
                            schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("limit")
                    String limit) {
        int size = Inputs.limit(limit, STANDARD, LARGEST);
        String from = after == null || after.isEmpty() ? "" : behind(after);
        List<ConnectionView> found = connections.page(state(state), from, size + 1).stream()
                .map(views::view)
                .toList();
        boolean more = found.size() > size;
        List<ConnectionView> page = more ? found.subList(0, size) : found;
        return new ConnectionPage(page, more ? page.get(size - 1).tenant() : null);
    }

    private static String behind(String tenant) {
        if (!TenantId.isValid(tenant)) {
            throw Inputs.problem(Violation.In.query, "after", Inputs.NO_TENANT);
        }
        return tenant;
    }

    private static ConnectionState state(String value) {
        if (value == null) {
            return null;
        }
        return Arrays.stream(ConnectionState.values())
                .filter(state ->
                        state != ConnectionState.UNKNOWN && state.name().equals(value))
                .findFirst()
                .orElseThrow(() -> Inputs.problem(
                        Violation.In.query,
                        "state",
                        "There is no such state. There are "
                                + Arrays.stream(ConnectionState.values())
                                        .filter(state -> state != ConnectionState.UNKNOWN)
                                        .map(Enum::name)
                                        .collect(Collectors.joining(", "))
                                + "."));
    }
}
