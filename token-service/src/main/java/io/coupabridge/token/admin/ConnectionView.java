package io.coupabridge.token.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess;
import io.coupabridge.token.connection.Attention;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A connection as it is shown; never with its secret.
 *
 * @param nextAttemptAt when a trouble is looked at again by itself; absent when it is not
 */
@Schema(description = "A tenant's connection and what it may do. Absent fields are not known.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConnectionView(
        String tenant,

        @Schema(description = "Counts up with every change.")
        long version,

        ConnectionState state,

        @Schema(description = "Why the state is what it is, such as INVALID_CLIENT.")
        String reason,

        @Schema(description = "A sentence for the administrator.")
        String message,

        String baseUrl,
        String clientId,

        @Schema(description = "Requests a second, over all tenants of this Coupa host.")
        int requestCeiling,

        @Schema(description = "Whether a verification is under way.")
        boolean verifying,

        Map<Task, TaskView> tasks,

        @Schema(description = "What is not as it should be, although tasks may run.")
        String warning,

        @Schema(description = "Why it needs a person, since when, and what to do; absent when it needs nobody.")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<AttentionView> attention,

        Instant verifiedAt,

        @Schema(description = "When a trouble is looked at again by itself.")
        Instant nextAttemptAt,

        Instant changedAt) {

    /** One cause for which the connection needs a person. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AttentionView(
            Attention.Cause cause,

            @Schema(description = "Of the connection's state, such as INVALID_CLIENT; absent of a task.")
            String reason,

            @Schema(description = "Absent when it is about the connection as a whole.", examples = "EXPENSE_DISCOVERY")
            String task,

            Instant since,

            @Schema(description = "What is the matter, and what to do.")
            String message) {

        static AttentionView of(Attention attention) {
            return new AttentionView(
                    attention.cause(),
                    attention.reason(),
                    attention.task() == null ? null : attention.task().name(),
                    attention.since(),
                    attention.message());
        }
    }

    /** One task of the connection. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TaskView(
            TaskAccess.Verdict verdict,

            @Schema(description = "A sentence for the administrator.")
            String message,

            @Schema(description = "When a refusal was last found.")
            Instant foundAt,

            @Schema(description = "The only scope that this task's token has.")
            String scope,

            Instant tokenExpiresAt,

            @Schema(description = "When the token is replaced.")
            Instant tokenRenewedAt) {}
}
