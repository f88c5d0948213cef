package io.coupabridge.runtime.rest;

import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.rest.Inputs;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.RunLists.Selection;
import io.quarkiverse.resteasy.problem.validation.Violation;
import jakarta.ws.rs.QueryParam;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** Which runs a caller asks for, as it was sent. */
public class RunQuery {

    static final Set<Run.State> STATES = EnumSet.allOf(Run.State.class);
    static final Set<WaitReason> REASONS = EnumSet.complementOf(EnumSet.of(WaitReason.UNKNOWN));

    /** Without what only a command to cancel ends in. */
    static final Set<ErrorCode> CODES =
            EnumSet.complementOf(EnumSet.of(ErrorCode.UNKNOWN, ErrorCode.NOTHING_TO_CANCEL));

    private static final int USUAL = 20;
    private static final int MOST = 200;

    @Parameter(description = "Only runs in this state, or in one of these: it may be repeated.", example = "RUNNING")
    @QueryParam("state")
    public List<String> states;

    @Parameter(description = "Only runs that wait for this reason, or one of these.", example = "COUPA_UNAVAILABLE")
    @QueryParam("waiting")
    public List<String> waiting;

    @Parameter(description = "Only runs that failed with this code, or one of these.", example = "SCOPE_MISSING")
    @QueryParam("failure")
    public List<String> failures;

    @Parameter(description = "Only runs of this tenant.")
    @QueryParam("tenant")
    public String tenant;

    @Parameter(description = "Only runs behind the one of this command: the next of the page before.")
    @QueryParam("after")
    public String after;

    @Parameter(description = "At most so many, 1 to 200; 20 when absent.", schema = @Schema(type = SchemaType.INTEGER))
    @QueryParam("limit")
    public String limit;

    /** @return null for all */
    static TenantId tenant(String value) {
        return value == null ? null : Inputs.tenant(Violation.In.query, "tenant", value);
    }

    Selection selection(Optional<Set<TenantId>> tenants) {
        return new Selection(
                tenants,
                Inputs.choices("state", states, STATES),
                Inputs.choices("waiting", waiting, REASONS),
                Inputs.choices("failure", failures, CODES));
    }

    /** Behind which command; empty to begin. */
    Optional<UUID> cursor() {
        try {
            return after == null || after.isEmpty() ? Optional.empty() : Optional.of(UUID.fromString(after));
        } catch (IllegalArgumentException e) {
            throw Inputs.problem(Violation.In.query, "after", "It must be a command id, as next has it.");
        }
    }

    int size() {
        return Inputs.limit(limit, USUAL, MOST);
    }
}
