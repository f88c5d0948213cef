package io.coupabridge.edge.trail;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.access.Role;
import io.coupabridge.edge.rest.Inputs;
import io.quarkiverse.resteasy.problem.validation.Violation;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The audit trail, as this service keeps it. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Audit", description = "What was done, by whom, and when")
public class TrailResource {

    private static final int STANDARD = 50;
    private static final int LARGEST = 500;

    private static final String PAGE = """
            {"entries":[{"position":7,"at":"2026-11-24T09:30:00Z","actor":"CALLER","subject":"m.okafor",
              "roles":"integration-admin","action":"CONNECTION_SAVED","result":"DONE","times":1,
              "detail":{"baseUrl":"https://northwind.coupahost.com","credential":"NEW"}}],
             "next":7}""";

    private final Trail trail;
    private final TrailExport export;

    TrailResource(Trail trail, TrailExport export) {
        this.trail = trail;
        this.export = export;
    }

    /** Lists a tenant's entries, newest first; none for a tenant that was never connected. */
    @GET
    @Path("/tenants/{tenant}/audit")
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.OPERATOR, Role.AUDITOR})
    @Operation(summary = "Read a tenant's audit trail, newest first")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            schema = @Schema(implementation = AuditPage.class),
                            examples = @ExampleObject(name = "page", value = PAGE)))
    public AuditPage list(
            @PathParam("tenant") String tenant,
            @Parameter(
                            description = "Only entries before this position.",
                            schema = @Schema(type = SchemaType.INTEGER, format = "int64"))
                    @QueryParam("before")
                    String before,
            @Parameter(
                            description = "At most so many, 1 to 500; 50 when absent.",
                            schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("limit")
                    String limit) {
        TenantId id = Inputs.tenant(tenant);
        int size = Inputs.limit(limit, STANDARD, LARGEST);
        List<TrailView> found =
                trail.newest(id, Inputs.number("before", before).orElse(Long.MAX_VALUE), size + 1).stream()
                        .map(TrailView::of)
                        .toList();
        boolean more = found.size() > size;
        List<TrailView> page = more ? found.subList(0, size) : found;
        return new AuditPage(page, more ? page.get(size - 1).position() : null);
    }

    /** Streams whole entries, as they are chained. */
    @GET
    @Path("/audit")
    @Produces("application/x-ndjson")
    @RolesAllowed({Role.OPERATOR, Role.AUDITOR})
    @Operation(
            summary = "Export audit trails",
            description =
                    "A line of JSON for each entry, in the order of tenants and positions. Behind the entries of a"
                            + " tenant stands its anchor, and the last line is the end. Keep the export: it shows later whether a"
                            + " trail was cut off or made anew. TrailTool verifies it.")
    @APIResponse(responseCode = "200", description = "The export; one without its end broke off")
    public StreamingOutput export(
            @Parameter(description = "One tenant's alone; all when absent.") @QueryParam("tenant") String tenant,
            @Parameter(description = "From that time on, such as 2026-11-24T00:00:00Z.") @QueryParam("from")
                    String from,
            @Parameter(description = "Before that time.") @QueryParam("to") String to) {
        if (tenant != null && !TenantId.isValid(tenant)) {
            throw Inputs.problem(Violation.In.query, "tenant", Inputs.NO_TENANT);
        }
        TrailExport.Selection selection = new TrailExport.Selection(
                tenant == null ? null : new TenantId(tenant), time("from", from), time("to", to));
        return stream -> {
            Writer lines = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
            export.write(selection, line -> lines.append(NdJson.text(line)).append('\n'));
            lines.flush();
        };
    }

    private static Instant time(String field, String value) {
        try {
            Instant time = value == null ? null : Instant.parse(value);
            if (time != null && (time.isBefore(Instant.EPOCH) || time.isAfter(Instant.parse("9999-12-31T00:00:00Z")))) {
                throw Inputs.problem(Violation.In.query, field, "The year is 1970 to 9999.");
            }
            return time;
        } catch (DateTimeParseException e) {
            throw Inputs.problem(Violation.In.query, field, "It must be a time such as 2026-11-24T00:00:00Z.");
        }
    }

    /** Some entries. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AuditPage(
            List<TrailView> entries,

            @Schema(description = "Ask for those before this position next; absent on the last page.")
            Long next) {}
}
