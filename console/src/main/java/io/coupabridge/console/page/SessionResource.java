package io.coupabridge.console.page;

import io.quarkus.oidc.OidcSession;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;

/** What concerns the person alone: the help, and the way out. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class SessionResource {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final URI SIGNED_OUT = URI.create("/assets/signed-out.html");

    private final Viewer viewer;
    private final OidcSession session;

    SessionResource(Viewer viewer, OidcSession session) {
        this.viewer = viewer;
        this.session = session;
    }

    @CheckedTemplate
    static final class Templates {
        static native TemplateInstance help(Frame frame);

        private Templates() {}
    }

    /** What each page shows, and what to do. */
    @GET
    @Path("help")
    @RolesAllowed("**")
    public TemplateInstance help() {
        return Templates.help(new Frame("Help", "help", "What each page shows, and what to do.", viewer));
    }

    /** Ends the session in this browser; the issuer may still know the person. */
    @POST
    @Path("sign-out")
    @RolesAllowed("**")
    public Response signOut() {
        session.logout().await().atMost(PATIENCE);
        return Response.seeOther(SIGNED_OUT).build();
    }
}
