package io.coupabridge.runtime.replay;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A window of a tenant's data that a command has read again, since quarantined records lie in it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Reread")
public record Reread(
        String tenantId,

        @Schema(description = "How many quarantined messages it is about; one record may have several")
        int messages,

        @Schema(description = "What Coupa updated from then on")
        Instant from,

        @Schema(description = "What Coupa updated before then")
        Instant to,

        @Schema(description = "The command that reads it; absent in a dry run")
        UUID commandId) {

    Reread planned() {
        return new Reread(tenantId, messages, from, to, null);
    }
}
