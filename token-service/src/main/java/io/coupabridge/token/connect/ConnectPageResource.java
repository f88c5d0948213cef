package io.coupabridge.token.connect;

import io.coupabridge.edge.access.Caller;
import io.coupabridge.edge.access.Strangers;
import io.coupabridge.edge.rest.DatabaseDown;
import io.coupabridge.secrets.LinkToken;
import io.coupabridge.token.admin.ClosedLinkException;
import io.coupabridge.token.link.ConnectLink;
import io.coupabridge.token.link.ConnectLinks;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.MDC;

/**
 * The page that a connect link opens. It is the only thing here that wants no token of the issuer: the link is what the caller
 * has. What it answers itself is a page, since a person reads it. What is refused before it is reached, such as another method
 * or a body that is too large, is a problem as everywhere.
 */
@Path("/connect/{token}")
@Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
@Tag(name = "Connect page")
public class ConnectPageResource {

    private static final String TOKEN = "token";

    private final ConnectLinks links;
    private final ConnectForm form;
    private final LinkScreens screens;
    private final Strangers strangers;
    private final Caller caller;
    private final DatabaseDown faults;

    ConnectPageResource(
            ConnectLinks links,
            ConnectForm form,
            LinkScreens screens,
            Strangers strangers,
            Caller caller,
            DatabaseDown faults) {
        this.links = links;
        this.form = form;
        this.screens = screens;
        this.strangers = strangers;
        this.caller = caller;
        this.faults = faults;
    }

    /** Shows the form, the progress or the verdict. */
    @GET
    @PermitAll
    @Operation(summary = "Show the connect page", description = "For a browser. Without a bearer token.")
    @Parameter(name = TOKEN, in = ParameterIn.PATH, required = true, schema = @Schema(implementation = String.class))
    @APIResponse(responseCode = "200", description = "The form, the progress or the verdict.")
    @APIResponse(responseCode = "404", description = "There is no such link.")
    @APIResponse(responseCode = "410", description = "The link has expired, or was revoked.")
    public Response show(RoutingContext request) {
        return answer(request, link -> LinkAnswer.ok(screens.of(link)));
    }

    /** Takes what was entered, or asks for verification. */
    @POST
    @PermitAll
    @Operation(
            summary = "Send the form of the connect page",
            description = "For a browser. Saves the connection, or verifies it again, as the API does.")
    @Parameter(name = TOKEN, in = ParameterIn.PATH, required = true, schema = @Schema(implementation = String.class))
    @APIResponse(responseCode = "303", description = "Done; the page shows what comes of it.")
    @APIResponse(responseCode = "400", description = "A field will not do; the page says why beside it.")
    @APIResponse(responseCode = "404", description = "There is no such link.")
    @APIResponse(responseCode = "410", description = "The link has expired, was revoked or has been used.")
    public Response submit(
            RoutingContext request,
            @RequestBody(
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_FORM_URLENCODED,
                                            schema = @Schema(implementation = LinkForm.class)))
                    String body) {
        return answer(request, link -> form.take(link, body, LinkDoor.token(request)));
    }

    private Response answer(RoutingContext request, Function<ConnectLink, Response> work) {
        try {
            Optional<ConnectLink> link =
                    LinkToken.parse(LinkDoor.token(request)).flatMap(links::find);
            Duration pause =
                    link.map(known -> strangers.take(request, known.id())).orElseGet(() -> strangers.guessed(request));
            if (!pause.isZero()) {
                return LinkAnswer.of(ClosedScreen.tooMany(pause));
            }
            if (link.isEmpty()) {
                return LinkAnswer.of(ClosedScreen.UNKNOWN);
            }
            if (!link.get().isAlive()) {
                return LinkAnswer.of(ClosedScreen.of(link.get().state()));
            }
            MDC.put("tenant", link.get().tenant().value());
            caller.holdsLink(link.get().id());
            return work.apply(link.get());
        } catch (ClosedLinkException e) {
            return LinkAnswer.of(ClosedScreen.of(e.state()));
        } catch (RuntimeException e) {
            return LinkAnswer.of(ClosedScreen.trouble(
                    faults.toResponse(e).getStatus(), request.request().method() == HttpMethod.POST));
        }
    }
}
