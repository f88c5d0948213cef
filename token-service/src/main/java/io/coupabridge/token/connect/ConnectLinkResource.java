package io.coupabridge.token.connect;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.access.Caller;
import io.coupabridge.edge.access.Role;
import io.coupabridge.edge.rest.Inputs;
import io.coupabridge.edge.rest.JsonBody;
import io.coupabridge.edge.trail.Who;
import io.coupabridge.token.link.ConnectLinks;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.time.Duration;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Links to the connect page of a tenant, for an administrator without a login here. */
@Path("/api/v1/tenants/{tenant}/connect-links")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Connect links")
public class ConnectLinkResource {

    private static final String PROBLEM = "application/problem+json";
    private static final Pattern ID = Pattern.compile("[0-9a-f-]{36}");
    private static final String MADE = """
            {"id":"0b5c7f0e-6a3d-4a57-9a44-0f6f6f6f6f6f","tenant":"northwind",
             "url":"https://token-service.example.com/connect/Xq3…","expiresAt":"2026-11-24T10:00:00Z"}""";
    private static final String LIST = """
            {"links":[{"id":"0b5c7f0e-6a3d-4a57-9a44-0f6f6f6f6f6f","state":"USED","createdAt":"2026-11-24T09:30:00Z",
              "expiresAt":"2026-11-24T10:00:00Z","savedAt":"2026-11-24T09:41:00Z","usedAt":"2026-11-24T09:41:06Z"}]}""";

    private final ConnectLinks links;
    private final ConnectConfig config;
    private final Caller caller;

    ConnectLinkResource(ConnectLinks links, ConnectConfig config, Caller caller) {
        this.links = links;
        this.config = config;
        this.caller = caller;
    }

    /** Makes a link. */
    @POST
    @RolesAllowed({Role.PLATFORM, Role.OPERATOR})
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Make a link to the connect page",
            description = "Whoever opens it can connect this tenant, without a login. By one link one credential can be"
                    + " brought to work; until its end it then shows the verdict and verifies again. The tenant may be unknown"
                    + " as yet.")
    @APIResponse(
            responseCode = "201",
            description = "Made. The URL is told this once.",
            content =
                    @Content(
                            schema = @Schema(implementation = ConnectLinkMade.class),
                            examples = @ExampleObject(name = "made", value = MADE)))
    @APIResponse(
            responseCode = "409",
            description = "The tenant has 20 links that can be opened, or coupabridge.connect.public-url is not set.",
            content = @Content(mediaType = PROBLEM))
    public Response make(
            @PathParam("tenant") String tenant,
            @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON,
                                            schema = @Schema(implementation = MakeConnectLink.class),
                                            examples =
                                                    @ExampleObject(name = "a day", value = "{\"validFor\":\"P1D\"}")))
                    String body) {
        TenantId id = Inputs.tenant(tenant);
        LinkInputs inputs = new LinkInputs();
        Duration validFor =
                inputs.validFor(JsonBody.read(body, MakeConnectLink.class).validFor());
        inputs.finish();
        String base = publicUrl();
        ConnectLinks.Made made = links.make(id, validFor, Who.of(caller))
                .orElseThrow(() -> HttpProblem.valueOf(
                        Status.CONFLICT,
                        "This tenant has " + ConnectLinks.MOST_ALIVE
                                + " links that can be opened. Revoke one, or wait until one ends."));
        String url = base + "/connect/" + made.token().reveal();
        return Response.status(Status.CREATED)
                .entity(new ConnectLinkMade(
                        made.link().id(), id.value(), url, made.link().expiresAt()))
                .build();
    }

    /** Lists links. */
    @GET
    @RolesAllowed({Role.PLATFORM, Role.OPERATOR, Role.AUDITOR})
    @Operation(
            summary = "List a tenant's links to the connect page",
            description = "The newest hundred. A link is forgotten seven days after its end.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            schema = @Schema(implementation = ConnectLinkList.class),
                            examples = @ExampleObject(name = "one", value = LIST)))
    public ConnectLinkList list(@PathParam("tenant") String tenant) {
        return new ConnectLinkList(links.of(Inputs.tenant(tenant)).stream()
                .map(ConnectLinkView::of)
                .toList());
    }

    /** Ends a link. */
    @DELETE
    @RolesAllowed({Role.PLATFORM, Role.OPERATOR})
    @Path("{link}")
    @Operation(summary = "Revoke a link to the connect page", description = "What was saved by it stays.")
    @APIResponse(responseCode = "204", description = "It opens nothing any more.")
    @APIResponse(
            responseCode = "404",
            description = "The tenant has no such link.",
            content = @Content(mediaType = PROBLEM))
    public void revoke(@PathParam("tenant") String tenant, @PathParam("link") String link) {
        TenantId id = Inputs.tenant(tenant);
        // the database cannot even be asked for some that are none
        if (!ID.matcher(link).matches() || !links.revoke(id, link, Who.of(caller))) {
            throw HttpProblem.valueOf(Status.NOT_FOUND, "This tenant has no such link.");
        }
    }

    /** Without a slash at its end. */
    private String publicUrl() {
        return config.publicUrl()
                .map(url -> url.strip().replaceFirst("/+$", ""))
                .orElseThrow(() -> HttpProblem.valueOf(
                        Status.CONFLICT,
                        "No link can be made: nobody has said where browsers reach this service. Set "
                                + ConnectRules.PUBLIC_URL + ", such as https://token-service.example.com."));
    }
}
