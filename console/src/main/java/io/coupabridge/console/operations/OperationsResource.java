package io.coupabridge.console.operations;

import io.coupabridge.console.page.Frame;
import io.coupabridge.console.page.Viewer;
import io.coupabridge.console.run.RunHistory;
import io.coupabridge.console.run.RunLine;
import io.coupabridge.console.service.Reply;
import io.coupabridge.console.service.Services;
import io.coupabridge.console.service.Services.Question;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.edge.access.Role;
import io.coupabridge.edge.rest.Inputs;
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
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What stands still, for those who run the installation. */
@Path("/operations")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class OperationsResource {

    private static final int MOST_WAITING = 50;
    private static final String HALTED = "/api/v1/streams?halted=true&limit=100";
    private static final Question TOKEN_COUNTS = new Question(Services.TOKEN, "/api/v1/tokens/counts");
    private static final Question OLDEST_TOKENS = new Question(Services.TOKEN, "/api/v1/tokens?limit=20");
    private static final Question HOSTS = new Question(Services.TOKEN, "/api/v1/hosts?limit=100");
    private static final String ABOUT =
            "Runs that wait, halted streams, tokens by age, the budget of each host, and messages that were put aside.";
    private static final Set<String> STREAMS = Set.of("inbox", "runs");
    private static final String REBASED = "The stream goes on behind what Kafka holds.";

    private final RunHistory runs;
    private final Services services;
    private final Viewer viewer;

    OperationsResource(RunHistory runs, Services services, Viewer viewer) {
        this.runs = runs;
        this.services = services;
        this.viewer = viewer;
    }

    /** What the page shows. */
    record Standing(
            Map<String, Long> reasons,
            String reason,
            List<RunLine> waiting,
            List<Halted> halted,
            TokenAges tokens,
            Hosts hosts,
            List<String> tasks) {}

    /** For which form a page was made, so that the next one asks for the same. */
    record Asked(String task, String kind, String tenant, String start) {}

    @CheckedTemplate
    static final class Templates {
        static native TemplateInstance operations(Frame frame, Standing standing);

        static native TemplateInstance aside(Frame frame, Aside aside, Asked asked);

        private Templates() {}
    }

    /** Shows what stands still. */
    @GET
    @RolesAllowed({Role.OPERATOR, Role.AUDITOR})
    public TemplateInstance operations(@QueryParam("reason") String reason, @QueryParam("done") String done) {
        String wanted = Stream.of(WaitReason.values())
                .map(Enum::name)
                .filter(name -> name.equals(reason))
                .findFirst()
                .orElse("");
        Map<Question, Reply> replies = services.getAll(
                Stream.concat(
                                Stream.of(TOKEN_COUNTS, OLDEST_TOKENS, HOSTS),
                                Task.all().stream().map(OperationsResource::halted))
                        .toList(),
                viewer.token());
        return Templates.operations(
                new Frame("Operations", "operations", ABOUT, viewer, done == null ? null : REBASED),
                new Standing(
                        runs.waitingByReason(),
                        wanted,
                        runs.waiting(wanted, MOST_WAITING),
                        Task.all().stream()
                                .map(task -> Halted.of(task, replies.get(halted(task))))
                                .toList(),
                        TokenAges.of(replies.get(TOKEN_COUNTS), replies.get(OLDEST_TOKENS)),
                        Hosts.of(replies.get(HOSTS)),
                        Task.all().stream().map(Task::name).toList()));
    }

    private static Question halted(Task task) {
        return new Question(task.shortName(), HALTED);
    }

    /** Lets a halted stream go on. */
    @POST
    @Path("rebase")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Role.OPERATOR)
    public Response rebase(
            @FormParam("task") String task, @FormParam("tenant") String tenant, @FormParam("stream") String stream) {
        if (stream == null || !STREAMS.contains(stream)) {
            throw HttpProblem.valueOf(Status.BAD_REQUEST, "There is no such stream.");
        }
        String path = "/api/v1/tenants/" + Inputs.tenant(tenant) + "/streams/" + stream + "/rebase";
        services.post(task(task).shortName(), path, null, viewer.token()).orProblem();
        return Response.seeOther(URI.create("/operations?done=REBASED")).build();
    }

    /** Which messages are looked at, or replayed. */
    public static final class Wanted {

        @FormParam("task")
        String task;

        @FormParam("kind")
        String kind;

        @FormParam("tenant")
        String tenant;

        @FormParam("start")
        String start;

        @FormParam("replay")
        String replay;
    }

    /** Looks at what was put aside, or replays it. */
    @POST
    @Path("aside")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Role.OPERATOR)
    public TemplateInstance aside(@BeanParam Wanted wanted) {
        Task known = task(wanted.task);
        String kind = "records".equals(wanted.kind) ? "records" : "commands";
        String topic = (kind.equals("records")
                        ? known.quarantineTopic()
                        : known.commandTopic().deadLetter())
                .topicName();
        Map<String, Object> request = new HashMap<>(Map.of("topic", topic, "dryRun", !"true".equals(wanted.replay)));
        String only = wanted.tenant == null ? "" : wanted.tenant.strip();
        if (!only.isEmpty()) {
            request.put("tenant", Inputs.tenant(only).value());
        }
        String start = wanted.start == null ? "" : wanted.start;
        if (!start.isEmpty()) {
            request.put("start", start);
        }
        Reply reply = services.postLong(known.shortName(), "/api/v1/replays", request, viewer.token())
                .orProblem();
        Frame frame = new Frame("Put aside", "operations", "What lies on " + topic + ".", viewer);
        return Templates.aside(frame, Aside.of(topic, reply.body()), new Asked(known.name(), kind, only, start));
    }

    private static Task task(String name) {
        return Task.find(name).orElseThrow(() -> HttpProblem.valueOf(Status.BAD_REQUEST, "There is no such task."));
    }
}
