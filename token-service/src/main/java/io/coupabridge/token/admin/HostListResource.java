package io.coupabridge.token.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.coupabridge.budget.BudgetUnavailableException;
import io.coupabridge.budget.RequestBudget;
import io.coupabridge.budget.RequestBudget.Host;
import io.coupabridge.edge.access.Role;
import io.coupabridge.edge.rest.Inputs;
import io.coupabridge.edge.rest.Listing;
import io.coupabridge.edge.rest.TryAgain;
import io.quarkiverse.resteasy.problem.validation.Violation;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** For operators: how the request budget of each Coupa host stands. */
@Path("/api/v1/hosts")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operation")
public class HostListResource {

    private static final int STANDARD = 50;
    private static final int LARGEST = 500;
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:\\[\\]/_-]{1,300}");

    private final RequestBudget budget;

    HostListResource(RequestBudget budget) {
        this.budget = budget;
    }

    /** Lists hosts that are in use. */
    @GET
    @RolesAllowed({Role.OPERATOR, Role.AUDITOR})
    @Operation(
            summary = "List hosts and their request budget",
            description =
                    "Hosts that somebody wanted to ask within the last minute, or that want no request now; in their"
                            + " order. All services share a host's budget.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            schema = @Schema(implementation = HostPage.class),
                            examples = @ExampleObject(name = "hosts", value = Examples.HOSTS)))
    public HostPage list(
            @Parameter(
                            description = "Only hosts behind this one: the next of the page before.",
                            example = "northwind.coupahost.com")
                    @QueryParam("after")
                    String after,
            @Parameter(
                            description = "At most so many, 1 to 500; 50 when absent.",
                            schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("limit")
                    String limit) {
        int size = Inputs.limit(limit, STANDARD, LARGEST);
        Listing<Host> page = Listing.of(size, most -> hosts(after == null ? "" : after, most));
        return new HostPage(page.map(HostView::of), page.next(Host::hostKey));
    }

    private List<Host> hosts(String after, int most) {
        if (!after.isEmpty() && !HOST.matcher(after).matches()) {
            throw Inputs.problem(Violation.In.query, "after", "It must be a host, such as northwind.coupahost.com.");
        }
        try {
            return budget.hosts(after, most);
        } catch (BudgetUnavailableException e) {
            throw TryAgain.problem(Status.SERVICE_UNAVAILABLE, e.getMessage(), e.retryIn());
        }
    }

    /** Some hosts. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record HostPage(
            List<HostView> hosts,

            @Schema(description = "Ask for those after this one next; absent on the last page.")
            String next) {}

    /** A host. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Host")
    record HostView(
            @Schema(examples = "northwind.coupahost.com") String host,

            @Schema(
                    description =
                            "Requests a second, the strictest that counts now; absent if nobody asked in the last minute.")
            Integer ceiling,

            @Schema(description = "Share of the ceiling that is used: less than 1 after refusals or rising latency.")
            double rate,

            @Schema(description = "So many seconds Coupa wants no request; 0 if it does not.")
            long silentSeconds,

            @Schema(description = "How many asked within the last minute, such as a tenant's task.")
            long callers) {

        static HostView of(Host host) {
            return new HostView(
                    host.hostKey(),
                    host.ceilingPerSecond().isPresent()
                            ? host.ceilingPerSecond().getAsInt()
                            : null,
                    host.rate(),
                    host.silence().plusMillis(999).toSeconds(),
                    host.holders());
        }
    }
}
