package io.coupabridge.console.tenant;

import io.coupabridge.console.page.Frame;
import io.coupabridge.console.page.Viewer;
import io.coupabridge.console.service.Reply;
import io.coupabridge.console.service.Services;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.access.Caller;
import io.coupabridge.edge.access.Role;
import io.coupabridge.edge.rest.Inputs;
import io.coupabridge.edge.trail.Who;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What people do to a tenant. Each is a form, and ends at the tenant's page. */
@Path("/tenants/{tenant}")
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@Blocking
public class TenantActionsResource {

    private static final int ACCEPTED = 202;

    private final TenantActions actions;
    private final Services services;
    private final Viewer viewer;
    private final Caller caller;

    TenantActionsResource(TenantActions actions, Services services, Viewer viewer, Caller caller) {
        this.actions = actions;
        this.services = services;
        this.viewer = viewer;
        this.caller = caller;
    }

    @CheckedTemplate
    static final class Templates {
        static native TemplateInstance link(Frame frame, String tenant, String url, String expiresAt);

        private Templates() {}
    }

    /** Runs a task now. */
    @POST
    @Path("runs")
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.OPERATOR, Role.PLATFORM})
    public Response run(
            @PathParam("tenant") String tenant,
            @FormParam("task") String task,
            @FormParam("mode") String mode,
            @FormParam("form") String form) {
        TenantId id = Inputs.tenant(tenant);
        Task known = Task.find(task).orElseThrow(() -> fault("There is no such task."));
        RunMode chosen = "FULL".equals(mode) ? RunMode.FULL : RunMode.AUTO;
        actions.run(id, known, chosen, uuid(form).toString(), asker());
        return backTo(id, Done.RUN);
    }

    /** Cancels a run. */
    @POST
    @Path("runs/{run}/cancel")
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.OPERATOR, Role.PLATFORM})
    public Response cancel(@PathParam("tenant") String tenant, @PathParam("run") String run) {
        TenantId id = Inputs.tenant(tenant);
        actions.cancel(id, uuid(run), asker());
        return backTo(id, Done.CANCEL);
    }

    /** Has token-service verify the connection. */
    @POST
    @Path("verify")
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.OPERATOR, Role.PLATFORM})
    public Response verify(@PathParam("tenant") String tenant) {
        TenantId id = Inputs.tenant(tenant);
        Reply reply = services.post(Services.TOKEN, api(id, "connection/verify"), null, viewer.token())
                .orProblem();
        return backTo(id, reply.status() == ACCEPTED ? Done.VERIFYING : Done.VERIFIED);
    }

    /** Says which tasks the tenant wants. */
    @POST
    @Path("tasks")
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.OPERATOR, Role.PLATFORM})
    public Response tasks(@PathParam("tenant") String tenant, @FormParam("wanted") List<String> wanted) {
        TenantId id = Inputs.tenant(tenant);
        Map<String, List<String>> choice = Map.of("tasks", wanted == null ? List.of() : wanted);
        services.put(Services.TOKEN, api(id, "connection/tasks"), choice, viewer.token())
                .orProblem();
        return backTo(id, Done.TASKS);
    }

    /** Sets how many requests a second may be sent to the tenant's Coupa host. */
    @POST
    @Path("ceiling")
    @RolesAllowed(Role.OPERATOR)
    public Response ceiling(@PathParam("tenant") String tenant, @FormParam("ceiling") String ceiling) {
        TenantId id = Inputs.tenant(tenant);
        long number = Inputs.number("ceiling", ceiling).orElseThrow(() -> fault("A ceiling is 1 to 25."));
        services.put(Services.TOKEN, api(id, "request-ceiling"), Map.of("requestsPerSecond", number), viewer.token())
                .orProblem();
        return backTo(id, Done.CEILING);
    }

    /** Makes a link to the connect page, and shows it this once. */
    @POST
    @Path("connect-link")
    @RolesAllowed({Role.OPERATOR, Role.PLATFORM})
    public TemplateInstance link(@PathParam("tenant") String tenant) {
        TenantId id = Inputs.tenant(tenant);
        Reply reply = services.post(Services.TOKEN, api(id, "connect-links"), Map.of(), viewer.token())
                .orProblem();
        Frame frame = new Frame(
                "Link for " + id,
                "attention",
                "The link opens the connect page of this tenant for whoever has it. It is shown this once.",
                viewer);
        return Templates.link(
                frame,
                id.value(),
                reply.body().path("url").asText(),
                reply.body().path("expiresAt").asText());
    }

    private TenantActions.Asker asker() {
        return new TenantActions.Asker(Who.of(caller), caller.subject());
    }

    private static String api(TenantId tenant, String path) {
        return "/api/v1/tenants/" + tenant + "/" + path;
    }

    private static Response backTo(TenantId tenant, Done done) {
        return Response.seeOther(URI.create("/tenants/" + tenant + "?done=" + done))
                .build();
    }

    private static UUID uuid(String value) {
        try {
            return UUID.fromString(value == null ? "" : value);
        } catch (IllegalArgumentException e) {
            throw fault("The form is not one of this page.");
        }
    }

    private static HttpProblem fault(String message) {
        return HttpProblem.valueOf(Status.BAD_REQUEST, message);
    }
}
