package io.coupabridge.token.admin;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.client.address.BaseUrlRules;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.access.Role;
import io.coupabridge.edge.rest.Inputs;
import io.coupabridge.edge.rest.JsonBody;
import io.coupabridge.secrets.Secret;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A tenant's connection to its Coupa instance. */
@Path("/api/v1/tenants/{tenant}/connection")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Connection")
public class ConnectionResource {

    private final ConnectionCommands commands;
    private final ConnectionViews views;
    private final Verdict verdict;
    private final Line line;
    private final BaseUrlRules rules;

    ConnectionResource(
            ConnectionCommands commands, ConnectionViews views, Verdict verdict, Line line, BaseUrlRules rules) {
        this.commands = commands;
        this.views = views;
        this.verdict = verdict;
        this.line = line;
        this.rules = rules;
    }

    /** Stores and proves a connection. */
    @PUT
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.PLATFORM, Role.OPERATOR})
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Save a connection and verify it",
            description =
                    "Gets a token for each task and makes one real call with it. Answers within 15 seconds: 200 with"
                            + " the verdict, or 202 while verification goes on and reads show it. A missing scope fails its task,"
                            + " not the saving.")
    @APIResponse(
            responseCode = "200",
            description = "Stored and verified; state and tasks say with what result.",
            content =
                    @Content(
                            schema = @Schema(implementation = ConnectionView.class),
                            examples = @ExampleObject(name = "active", value = Examples.ACTIVE)))
    @APIResponse(
            responseCode = "202",
            description = "Stored; verification goes on. Without a body while the database is busy.",
            content =
                    @Content(
                            schema = @Schema(implementation = ConnectionView.class),
                            examples = @ExampleObject(name = "pending", value = Examples.PENDING)))
    @APIResponse(
            responseCode = "400",
            description = "A field will not do; violations says which and why.",
            content =
                    @Content(
                            mediaType = Examples.PROBLEM,
                            examples = @ExampleObject(name = "invalid", value = Examples.INVALID)))
    @APIResponse(
            responseCode = "429",
            description = "The same credential was refused ten times within 24 hours, or too many call at once; the"
                    + " detail says which, and Retry-After when to try again.",
            content =
                    @Content(
                            mediaType = Examples.PROBLEM,
                            examples = @ExampleObject(name = "left alone", value = Examples.LEFT_ALONE)))
    public Response save(
            @PathParam("tenant") String tenant,
            @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON,
                                            schema = @Schema(implementation = SaveConnection.class),
                                            examples = @ExampleObject(name = "save", value = Examples.SAVE)))
                    String body) {
        TenantId id = Inputs.tenant(tenant);
        SaveConnection input = JsonBody.read(body, SaveConnection.class);
        ConnectionInputs inputs = new ConnectionInputs();
        BaseUrl baseUrl = inputs.baseUrl(rules, input.baseUrl());
        String clientId = inputs.clientId(input.clientId());
        Secret secret = inputs.secret("clientSecret", input.clientSecret());
        Set<Task> tasks = input.tasks() == null ? Set.of() : inputs.tasks(input.tasks());
        inputs.finish();
        return verdict.of(id, () -> commands.save(id, baseUrl, clientId, secret, tasks));
    }

    /** Shows a connection, never its secret. */
    @GET
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.PLATFORM, Role.OPERATOR, Role.AUDITOR})
    @Operation(summary = "Read a connection")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            schema = @Schema(implementation = ConnectionView.class),
                            examples = @ExampleObject(name = "scope missing", value = Examples.SCOPE_MISSING)))
    @APIResponse(
            responseCode = "404",
            description = "There is none.",
            content =
                    @Content(
                            mediaType = Examples.PROBLEM,
                            examples = @ExampleObject(name = "unknown", value = Examples.NOT_FOUND)))
    public ConnectionView read(@PathParam("tenant") String tenant) {
        TenantId id = Inputs.tenant(tenant);
        return views.find(id).orElseThrow(() -> Problems.notConnected(id));
    }

    /** Verifies a connection as it is stored. */
    @POST
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.PLATFORM, Role.OPERATOR})
    @Path("verify")
    @Operation(
            summary = "Verify a connection again",
            description =
                    "Joins a verification that is under way. With a credential that Coupa refuses it is one probe,"
                            + " and part of the ten calls in 24 hours.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            schema = @Schema(implementation = ConnectionView.class),
                            examples = @ExampleObject(name = "active", value = Examples.ACTIVE)))
    @APIResponse(responseCode = "202", description = "Verification goes on.")
    @APIResponse(
            responseCode = "429",
            description = "The credential was refused ten times within 24 hours; Retry-After says until when.",
            content =
                    @Content(
                            mediaType = Examples.PROBLEM,
                            examples = @ExampleObject(name = "left alone", value = Examples.LEFT_ALONE)))
    public Response verify(@PathParam("tenant") String tenant) {
        TenantId id = Inputs.tenant(tenant);
        return verdict.of(id, () -> commands.verify(id));
    }

    /** Says which tasks the tenant wants. */
    @PUT
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.PLATFORM, Role.OPERATOR})
    @Path("tasks")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Choose the tasks that the tenant wants",
            description =
                    "For a task that is not wanted, no token is fetched, nothing is asked and nothing is complained of; a"
                            + " command for it fails with TASK_NOT_WANTED. A newly wanted task is verified, as saving does.")
    @APIResponse(
            responseCode = "200",
            description = "Chosen, and verified if a task was added.",
            content =
                    @Content(
                            schema = @Schema(implementation = ConnectionView.class),
                            examples = @ExampleObject(name = "active", value = Examples.ACTIVE)))
    @APIResponse(responseCode = "202", description = "Chosen; verification goes on.")
    @APIResponse(
            responseCode = "400",
            description = "There is no such task, or none was chosen.",
            content =
                    @Content(
                            mediaType = Examples.PROBLEM,
                            examples = @ExampleObject(name = "unknown task", value = Examples.UNKNOWN_TASK)))
    public Response chooseTasks(
            @PathParam("tenant") String tenant,
            @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON,
                                            schema = @Schema(implementation = ChooseTasks.class),
                                            examples = @ExampleObject(name = "roster only", value = Examples.TASKS)))
                    String body) {
        TenantId id = Inputs.tenant(tenant);
        ConnectionInputs inputs = new ConnectionInputs();
        Set<Task> tasks = inputs.tasks(JsonBody.read(body, ChooseTasks.class).tasks());
        inputs.finish();
        return verdict.of(id, () -> commands.chooseTasks(id, tasks));
    }

    /** Ends a connection. */
    @DELETE
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.PLATFORM, Role.OPERATOR})
    @Operation(
            summary = "Delete a connection",
            description = "Erases the secret, takes the tokens back, and publishes both. Reads show DISCONNECTED.")
    @APIResponse(responseCode = "204", description = "It is disconnected.")
    public void delete(@PathParam("tenant") String tenant) {
        TenantId id = Inputs.tenant(tenant);
        line.inTurn(() -> {
            commands.delete(id);
            return id;
        });
    }

    /** Imports a connection from before January 2023. */
    @POST
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.PLATFORM, Role.OPERATOR})
    @Path("legacy-api-key")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Import a legacy API-key connection",
            description = "Asks Coupa what it says to the key, which is 401 since January 2023, and erases the key. The"
                    + " connection then needs a Client ID and a Client Secret.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            schema = @Schema(implementation = ConnectionView.class),
                            examples = @ExampleObject(name = "retired", value = Examples.API_KEY_RETIRED)))
    public Response importApiKey(
            @PathParam("tenant") String tenant,
            @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON,
                                            schema = @Schema(implementation = ImportApiKey.class),
                                            examples = @ExampleObject(name = "import", value = Examples.IMPORT)))
                    String body) {
        TenantId id = Inputs.tenant(tenant);
        ImportApiKey input = JsonBody.read(body, ImportApiKey.class);
        ConnectionInputs inputs = new ConnectionInputs();
        BaseUrl baseUrl = inputs.baseUrl(rules, input.baseUrl());
        Secret apiKey = inputs.requiredSecret("apiKey", input.apiKey());
        inputs.finish();
        return verdict.of(id, () -> commands.importApiKey(id, baseUrl, apiKey));
    }
}
