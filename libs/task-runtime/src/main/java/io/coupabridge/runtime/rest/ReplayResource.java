package io.coupabridge.runtime.rest;

import io.coupabridge.edge.access.Caller;
import io.coupabridge.edge.access.Role;
import io.coupabridge.edge.rest.Inputs;
import io.coupabridge.edge.trail.Who;
import io.coupabridge.runtime.ledger.LedgerException;
import io.coupabridge.runtime.replay.ReplayLog;
import io.coupabridge.runtime.replay.Replays;
import io.coupabridge.runtime.replay.Report;
import io.coupabridge.runtime.replay.Selection;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;

/** For operators: what was put aside comes back. */
@Path("/api/v1/replays")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Replays", description = "For operators: dead-lettered commands and quarantined records come back")
public class ReplayResource {

    private static final Logger LOG = Logger.getLogger(ReplayResource.class);
    private static final int USUAL = 20;
    private static final int MOST = 200;

    private final Replays replays;
    private final ReplayLog log;
    private final Caller caller;

    ReplayResource(Replays replays, ReplayLog log, Caller caller) {
        this.replays = replays;
        this.log = log;
        this.caller = caller;
    }

    @POST
    @RolesAllowed(Role.OPERATOR)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Replay what was put aside, or tell what would be replayed",
            description =
                    "A dry run unless dryRun is false. A dead-lettered command goes back to its topic as it came, if it"
                            + " can be read by now. For quarantined records Coupa is asked again, by one command a tenant over the"
                            + " times at which they were updated; what has not changed is not published again. Reads for 20"
                            + " seconds at most: go on at next. A replay may be repeated: nothing is done twice.")
    @APIResponse(
            responseCode = "200",
            description = "What was replayed, or would be",
            content =
                    @Content(
                            schema = @Schema(implementation = Report.class),
                            examples = {
                                @ExampleObject(name = "commands", value = ReplayExamples.COMMANDS_REPORT),
                                @ExampleObject(name = "records", value = ReplayExamples.RECORDS_REPORT)
                            }))
    @APIResponse(
            responseCode = "400",
            description = "A field will not do; violations says which and why",
            content =
                    @Content(
                            mediaType = ReplayExamples.PROBLEM,
                            examples = @ExampleObject(name = "invalid", value = ReplayExamples.INVALID)))
    @APIResponse(
            responseCode = "503",
            description = "Kafka or the database does not answer; some may have been replayed. Ask again",
            content =
                    @Content(
                            mediaType = ReplayExamples.PROBLEM,
                            examples = @ExampleObject(name = "down", value = ReplayExamples.DOWN)))
    public Report replay(
            @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON,
                                            schema = @Schema(implementation = ReplayRequest.class),
                                            examples = {
                                                @ExampleObject(name = "dry run", value = ReplayExamples.DRY_RUN),
                                                @ExampleObject(name = "replay", value = ReplayExamples.REPLAY)
                                            }))
                    String body) {
        ReplayRequest request = ReplayRequests.read(body);
        Selection selection = ReplayRequests.selection(request, replays.topics());
        try {
            return ReplayRequests.isDryRun(request)
                    ? replays.rehearse(selection)
                    : replays.replay(selection, caller.subject(), Who.of(caller));
        } catch (KafkaException | LedgerException e) {
            LOG.warnf("A replay came to nothing, or to less than it should: %s", e.getMessage());
            LOG.debug("A replay failed.", e);
            throw HttpProblem.valueOf(
                    Status.SERVICE_UNAVAILABLE,
                    "Kafka or the database does not answer. Some may have been replayed; ask again, nothing is done twice.");
        }
    }

    @GET
    @RolesAllowed({Role.OPERATOR, Role.AUDITOR})
    @Operation(
            summary = "The latest replays, the newest first",
            description =
                    "Dry runs are not kept. One without an end goes on, or has failed: it can be asked for again.")
    public List<ReplayLog.Entry> latest(
            @Parameter(
                            description = "At most so many, 1 to 200; 20 when absent.",
                            schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("limit")
                    String limit) {
        return log.latest(Inputs.limit(limit, USUAL, MOST));
    }
}
