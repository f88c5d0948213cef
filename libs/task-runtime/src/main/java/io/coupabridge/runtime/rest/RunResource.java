package io.coupabridge.runtime.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.access.Caller;
import io.coupabridge.edge.access.Role;
import io.coupabridge.edge.rest.Inputs;
import io.coupabridge.edge.rest.Listing;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.RunLists;
import io.coupabridge.runtime.ledger.RunStore;
import io.quarkiverse.resteasy.problem.validation.Violation;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where commands stand. Read only: commands come over Kafka. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Runs", description = "Commands and where they stand")
public class RunResource {

    private static final int USUAL = 20;
    private static final int MOST = 200;

    private final RunStore runs;
    private final RunLists lists;
    private final Caller caller;
    private final Task task;

    RunResource(RunStore runs, RunLists lists, Caller caller, TaskHandler handler) {
        this.runs = runs;
        this.lists = lists;
        this.caller = caller;
        this.task = handler.task();
    }

    @GET
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.PLATFORM, Role.OPERATOR, Role.AUDITOR})
    @Path("/tenants/{tenant}/runs")
    @Operation(summary = "The latest runs of a tenant, the newest first")
    public List<RunView> latest(
            @PathParam("tenant") String tenant,
            @Parameter(
                            description = "At most so many, 1 to 200; 20 when absent.",
                            schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("limit")
                    String limit) {
        return runs.latest(Inputs.tenant(tenant), Inputs.limit(limit, USUAL, MOST)).stream()
                .map(run -> RunView.of(run, task))
                .toList();
    }

    @GET
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.PLATFORM, Role.OPERATOR, Role.AUDITOR})
    @Path("/runs/{commandId}")
    @Operation(summary = "One run")
    public RunView one(@PathParam("commandId") UUID commandId) {
        // another tenant's run is as unknown as one that is not there
        return runs.find(commandId)
                .filter(run -> caller.mayReach(run.tenant()))
                .map(run -> RunView.of(run, task))
                .orElseThrow(NotFoundException::new);
    }

    @GET
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.PLATFORM, Role.OPERATOR, Role.AUDITOR})
    @Path("/runs")
    @Operation(
            summary = "Runs of all tenants, the newest first",
            description =
                    "An integration-admin sees those of the tenants that the token names. Commands that cancel are"
                            + " not among them.")
    public RunPage list(@BeanParam RunQuery query) {
        int size = query.size();
        Optional<Set<TenantId>> tenants = caller.reachable(RunQuery.tenant(query.tenant));
        RunLists.Selection selection = query.selection(tenants);
        OptionalLong behind = place(query);
        Listing<Run> page = Listing.of(size, most -> lists.page(selection, behind, most));
        return new RunPage(page.map(run -> RunView.of(run, task)), page.next(Run::commandId));
    }

    @GET
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.PLATFORM, Role.OPERATOR, Role.AUDITOR})
    @Path("/runs/counts")
    @Operation(
            summary = "Count runs by state, and those that wait by reason",
            description =
                    "Of all tenants, or for an integration-admin of those that the token names. Runs are kept for 30"
                            + " days after their end.")
    public RunCounts counts(@Parameter(description = "Only runs of this tenant.") @QueryParam("tenant") String tenant) {
        return RunCounts.of(lists.counts(caller.reachable(RunQuery.tenant(tenant))));
    }

    private OptionalLong place(RunQuery query) {
        Optional<UUID> cursor = query.cursor();
        if (cursor.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong place = lists.place(cursor.get(), caller.reachable(null));
        if (place.isEmpty()) {
            // another tenant's run is as unknown as one that is not there
            throw Inputs.problem(
                    Violation.In.query, "after", "There is no such run, or it is gone. Begin again without it.");
        }
        return place;
    }

    /** Some runs. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RunPage(
            List<RunView> runs,

            @Schema(description = "Ask for those after this command next; absent on the last page.")
            UUID next) {}

    /** How many runs there are. */
    record RunCounts(
            @Schema(description = "In each state.") Map<String, Long> states,

            @Schema(description = "How many of them wait, for each reason.")
            Map<String, Long> waiting) {

        static RunCounts of(RunLists.Counts counts) {
            return new RunCounts(all(RunQuery.STATES, counts.states()), all(RunQuery.REASONS, counts.waiting()));
        }

        private static Map<String, Long> all(Set<? extends Enum<?>> names, Map<String, Long> counts) {
            Map<String, Long> all = new LinkedHashMap<>();
            names.forEach(name -> all.put(name.name(), counts.getOrDefault(name.name(), 0L)));
            return all;
        }
    }
}
