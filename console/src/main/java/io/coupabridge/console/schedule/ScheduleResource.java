package io.coupabridge.console.schedule;

import io.coupabridge.console.connection.KnownConnections;
import io.coupabridge.console.page.Frame;
import io.coupabridge.console.page.Viewer;
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
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.net.URI;
import java.util.List;
import java.util.Objects;

/** When the tasks of a tenant run. */
@Path("/tenants/{tenant}/schedule")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class ScheduleResource {

    private static final String SAVED = "saved";

    private final Schedules schedules;
    private final KnownConnections connections;
    private final Viewer viewer;
    private final Caller caller;

    ScheduleResource(Schedules schedules, KnownConnections connections, Viewer viewer, Caller caller) {
        this.schedules = schedules;
        this.connections = connections;
        this.viewer = viewer;
        this.caller = caller;
    }

    @CheckedTemplate
    static final class Templates {
        static native TemplateInstance schedule(Frame frame, String tenant, List<ScheduleCard> cards, boolean sets);

        private Templates() {}
    }

    /** The fields of the form. */
    public static class Fields {
        @FormParam("kind")
        String kind;

        @FormParam("every")
        String every;

        @FormParam("unit")
        String unit;

        @FormParam("cron")
        String cron;

        @FormParam("zone")
        String zone;

        /** With nothing for what a browser did not send. */
        ScheduleForm form() {
            return new ScheduleForm(text(kind), text(every), text(unit), text(cron), text(zone), null);
        }

        private static String text(String field) {
            return Objects.requireNonNullElse(field, "");
        }
    }

    /** Shows when each task runs. */
    @GET
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.OPERATOR, Role.AUDITOR, Role.PLATFORM})
    public TemplateInstance schedule(@PathParam("tenant") String tenant, @QueryParam("done") String done) {
        return page(known(tenant), SAVED.equals(done) ? "The schedule is saved." : null, null, null);
    }

    /** Sets when a task runs. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.OPERATOR})
    public Response set(@PathParam("tenant") String tenant, @FormParam("task") String task, @BeanParam Fields fields) {
        TenantId id = known(tenant);
        Task chosen =
                Task.find(task).orElseThrow(() -> HttpProblem.valueOf(Status.BAD_REQUEST, "There is no such task."));
        ScheduleForm form = fields.form();
        try {
            schedules.set(id, chosen, form.read(), Who.of(caller));
        } catch (BadScheduleException e) {
            return Response.status(Status.BAD_REQUEST)
                    .entity(page(id, null, chosen, form.with(e)).render())
                    .type(MediaType.TEXT_HTML_TYPE)
                    .build();
        }
        return Response.seeOther(URI.create("/tenants/" + id + "/schedule?done=" + SAVED))
                .build();
    }

    private TenantId known(String tenant) {
        TenantId id = Inputs.tenant(tenant);
        return connections.known(id).tenantId();
    }

    /** @param refused the form that was sent for the task; null for none */
    private TemplateInstance page(TenantId tenant, String done, Task task, ScheduleForm refused) {
        List<ScheduleCard> cards = schedules.of(tenant).stream()
                .map(view -> card(view, view.task().equals(task) ? refused : ScheduleForm.of(view)))
                .toList();
        Frame frame = new Frame(
                "Schedule of " + tenant, "schedules", "When the tenant's tasks run by themselves.", viewer, done);
        return Templates.schedule(frame, tenant.value(), cards, viewer.is(Role.INTEGRATION_ADMIN, Role.OPERATOR));
    }

    private ScheduleCard card(ScheduleView view, ScheduleForm form) {
        String byDefault = ScheduleForm.words(schedules.defaultOf(view.task()));
        return new ScheduleCard(view, ScheduleForm.words(view.schedule()), byDefault, form);
    }
}
