package io.coupabridge.edge.trail;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.access.Role;
import io.coupabridge.edge.rest.Inputs;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.validation.Violation;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Audit trails as a whole, as this service keeps them. */
@Path("/api/v1/audit")
@Produces("application/x-ndjson")
@Blocking
@Tag(name = "Audit", description = "What was done, by whom, and when")
public class TrailExportResource {

    private final TrailExport export;

    TrailExportResource(TrailExport export) {
        this.export = export;
    }

    /** Streams whole entries, as they are chained. */
    @GET
    @RolesAllowed({Role.OPERATOR, Role.AUDITOR})
    @Operation(
            summary = "Export audit trails",
            description =
                    "A line of JSON for each entry, in the order of tenants and positions. Behind the entries of a"
                            + " tenant stands its anchor, and the last line is the end. Keep the export: it shows later whether a"
                            + " trail was cut off or made anew. TrailTool verifies it.")
    @APIResponse(responseCode = "200", description = "The export; one without its end broke off")
    @APIResponse(responseCode = "404", description = "Nothing was ever done to this tenant here, or its trail is gone")
    public StreamingOutput export(
            @Parameter(description = "One tenant's alone; all when absent.") @QueryParam("tenant") String tenant,
            @Parameter(description = "From that time on, such as 2026-11-24T00:00:00Z.") @QueryParam("from")
                    String from,
            @Parameter(description = "Before that time.") @QueryParam("to") String to) {
        TenantId only = tenant == null ? null : Inputs.tenant(Violation.In.query, "tenant", tenant);
        if (only != null && !export.has(only)) {
            // a secret that was pasted here by mistake is not repeated
            throw HttpProblem.valueOf(
                    Status.NOT_FOUND, "There is no trail of this tenant. If there was one, it is gone.");
        }
        TrailExport.Selection selection = new TrailExport.Selection(only, time("from", from), time("to", to));
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
}
