package io.coupabridge.edge.doctor;

import io.coupabridge.edge.access.Role;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What an operator has to mend, as this replica sees it. */
@Path("/api/v1/doctor")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Doctor", description = "What has to be mended")
public class DoctorResource {

    private static final String REPORT = """
            {"service":"roster-service","healthy":false,"at":"2026-12-01T09:30:00Z",
             "findings":[{"about":"kafka",
               "what":"Topic coupa.task-events has 11 partitions instead of 12.",
               "mend":"Create it anew: a tenant's records would not stay in order."}],
             "notes":[],
             "checked":[{"about":"kafka","what":"14 topics on 3 brokers."}]}""";

    private final Doctor doctor;

    DoctorResource(Doctor doctor) {
        this.doctor = doctor;
    }

    /** Looks at Kafka, databases, issuer and keysets. Also a replica that is not ready answers. */
    @GET
    @RolesAllowed({Role.OPERATOR, Role.AUDITOR})
    @Operation(
            summary = "Say what has to be mended",
            description = "Looks at Kafka, databases, the issuer and keysets as this replica sees them. Nothing is"
                    + " changed. It answers within ten seconds, and at most every ten seconds it looks anew.")
    @APIResponse(
            responseCode = "200",
            description = "What was found, also when that is nothing",
            content =
                    @Content(
                            schema = @Schema(implementation = DoctorReport.class),
                            examples = @ExampleObject(name = "report", value = REPORT)))
    public DoctorReport report() {
        return doctor.report();
    }
}
