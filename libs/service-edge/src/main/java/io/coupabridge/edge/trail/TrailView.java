package io.coupabridge.edge.trail;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.SortedMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One entry of a tenant's audit trail, for those who may see the tenant. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "AuditEntry", description = "What was done, by whom, and when.")
record TrailView(
        @Schema(description = "Counts up by one.") long position,

        Instant at,

        @Schema(description = "SERVICE for the service itself, CALLER for a request, COMMAND for a command on Kafka.")
        Who.Actor actor,

        @Schema(
                description = "The subject of the caller's token, or what a command says; absent when it was erased,"
                        + " and of refused requests for who is not operator or auditor.")
        String subject,

        String roles,

        String action,
        TrailEntry.Result result,

        @Schema(description = "Codes, ids and numbers.") SortedMap<String, String> detail,

        @Schema(description = "How many alike the entry stands for.")
        int times) {

    /** @param all whether to name those too whose requests were refused: they may be another tenant's */
    static TrailView of(TrailEntry entry, boolean all) {
        boolean named = entry.origin() != null && (all || entry.result() != TrailEntry.Result.REFUSED);
        return new TrailView(
                entry.position(),
                entry.at(),
                entry.actor(),
                named ? entry.origin().subject() : null,
                entry.roles(),
                entry.action(),
                entry.result(),
                entry.detail(),
                entry.times());
    }
}
