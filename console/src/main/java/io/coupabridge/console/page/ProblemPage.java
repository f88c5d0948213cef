package io.coupabridge.console.page;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.runtime.BlockingOperationControl;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;

/** Shows a problem as a page to whoever asked for a page. */
@Provider
@Priority(Priorities.USER)
public final class ProblemPage implements ContainerResponseFilter {

    private static final String TOO_OLD = "This page is too old. Go back, reload it, and send again.";

    private final Viewer viewer;
    private final SecurityIdentity identity;

    ProblemPage(Viewer viewer, SecurityIdentity identity) {
        this.viewer = viewer;
        this.identity = identity;
    }

    @CheckedTemplate
    static final class Templates {
        static native TemplateInstance problem(Frame frame, String detail);

        private Templates() {}
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        String accepted = request.getHeaderString(HttpHeaders.ACCEPT);
        // who is not known yet is only known on a thread that may wait
        String detail = detail(response);
        if (BlockingOperationControl.isBlockingAllowed()
                && detail != null
                && accepted != null
                && accepted.contains(MediaType.TEXT_HTML)
                && !identity.isAnonymous()) {
            Frame frame =
                    new Frame(words(response.getStatus()), "problems", "What you asked for was not done.", viewer);
            response.setEntity(Templates.problem(frame, detail).render(), null, MediaType.TEXT_HTML_TYPE);
        }
    }

    /** @return null for what is no problem */
    private static String detail(ContainerResponseContext response) {
        if (response.getEntity() instanceof HttpProblem problem) {
            return problem.getDetail() == null ? problem.getTitle() : problem.getDetail();
        }
        // so is a form refused whose token is none of this browser's
        return response.getStatus() == 400 && !response.hasEntity() ? TOO_OLD : null;
    }

    private static String words(int status) {
        return switch (status) {
            case 403 -> "Not allowed";
            case 404 -> "Not found";
            case 429, 503 -> "Not available now";
            default -> status < 500 ? "Not accepted" : "It failed";
        };
    }
}
