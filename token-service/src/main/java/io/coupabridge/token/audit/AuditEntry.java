package io.coupabridge.token.audit;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One entry of a tenant's audit trail. */
@Schema(description = "What was done, by whom, and when.")
public record AuditEntry(
        long id,
        Instant at,

        @Schema(description = "'caller:' and the subject of the caller's token, or 'system' for the service itself.")
        String actor,

        String action,
        String detail) {

    static AuditEntry of(AuditRow row) {
        return new AuditEntry(row.id, row.at, row.actor, row.action, row.detail);
    }
}
