package io.coupabridge.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/**
 * A record of Coupa's that could not be mapped.
 *
 * @param task null for a reader that does not know the task
 * @param recordId Coupa's id as text; without a usable one its place, such as {@code before-4131-1}, and {@code unknown}
 *     for a nested record; with the list in front when that holds no records of the task, such as {@code expense_reports/7}
 * @param reason one sentence that names the field
 * @param updatedAt when Coupa updated the row that the record was found in: its own, or that of the record it is nested in;
 *     a window over this instant reads it again. Null when it cannot be read
 * @param record the record as JSON text, as Coupa sent it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record QuarantinedRecord(
        TenantId tenantId,

        Task task,
        UUID commandId,
        String recordId,
        String reason,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant at,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant updatedAt,
        String record) {

    /** Reads a record; a task that this reader does not know yet is null. */
    @JsonCreator
    static QuarantinedRecord read(
            @JsonProperty("tenantId") TenantId tenantId,
            @JsonProperty("task") String task,
            @JsonProperty("commandId") UUID commandId,
            @JsonProperty("recordId") String recordId,
            @JsonProperty("reason") String reason,
            @JsonProperty("at") Instant at,
            @JsonProperty("updatedAt") Instant updatedAt,
            @JsonProperty("record") String record) {
        return new QuarantinedRecord(
                tenantId, Task.find(task).orElse(null), commandId, recordId, reason, at, updatedAt, record);
    }
}
