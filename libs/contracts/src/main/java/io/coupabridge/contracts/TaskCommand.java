package io.coupabridge.contracts;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;

/**
 * What the platform asks of a task service. The same command id again is ignored, whatever it says, for 30 days.
 *
 * @param kind {@link Kind#RUN} when absent
 * @param commandId the command's own id
 * @param tenantId whose Coupa is meant; also the Kafka key
 * @param task must be the task of the topic that carries the command
 * @param mode of a run; {@link RunMode#AUTO} when absent
 * @param from of {@link RunMode#WINDOW}: only records updated at or after this instant
 * @param to of {@link RunMode#WINDOW}: only records updated before this instant; after {@code from}
 * @param deadline the run fails with {@code DEADLINE_EXCEEDED} when it is not done by then; 24 hours after acceptance
 *     when absent
 * @param cancels of a {@link Kind#CANCEL}: the command id of the run to cancel; cancelling a finished run does nothing
 * @param acceptRemovals of a run in mode {@link RunMode#FULL}: report removed whatever is gone, however much, instead of
 *     failing with {@code SUSPICIOUS_SHRINK}; false when absent
 * @param requestedBy who asked, for the logs; at most 200 characters; may be null
 * @param requestedAt when they asked; may be null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TaskCommand(
        Kind kind,
        UUID commandId,
        TenantId tenantId,
        Task task,
        RunMode mode,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant from,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant to,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant deadline,
        UUID cancels,
        Boolean acceptRemovals,
        String requestedBy,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant requestedAt) {

    /** A command that accepts no suspicious removals. */
    public TaskCommand(
            Kind kind,
            UUID commandId,
            TenantId tenantId,
            Task task,
            RunMode mode,
            Instant from,
            Instant to,
            Instant deadline,
            UUID cancels,
            String requestedBy,
            Instant requestedAt) {
        this(kind, commandId, tenantId, task, mode, from, to, deadline, cancels, null, requestedBy, requestedAt);
    }

    /** What a command does. */
    public enum Kind {
        RUN,
        CANCEL
    }
}
