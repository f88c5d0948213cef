package io.coupabridge.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The whole state of a connection except its secret. Published at every change, and again when somebody verifies or
 * deletes it; a higher version replaces a lower one.
 *
 * @param version counts up with every event of this tenant's connection, across deletion and re-creation
 * @param baseUrl the instance's canonical origin, such as {@code https://northwind.coupahost.com}
 * @param clientId null for a legacy API-key connection
 * @param requestCeiling requests a second that may be sent to the instance's host: 1 to 25
 * @param reason why the state is what it is, in upper case, such as {@code INVALID_CLIENT}; null where the state says all
 * @param message a sentence that an administrator can act on
 * @param cause what brought the change about, in upper case, such as {@code SAVED}, {@code VERIFIED}, {@code RENEWAL},
 *     {@code TOKEN_REJECTED}, {@code DELETED}
 * @param tasks whether each task may run
 * @param erasedVersion the version at and before which everything of the tenant is to be erased; null when nothing is
 * @param warning a sentence about what is not as it should be, although tasks may run; null when all is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ConnectionEvent(
        TenantId tenantId,
        long version,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        ConnectionState state,

        String reason,
        String message,
        String cause,
        URI baseUrl,
        String clientId,
        int requestCeiling,
        Map<Task, TaskAccess> tasks,
        String warning,
        Long erasedVersion,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant changedAt) {

    public ConnectionEvent {
        tasks = tasks == null ? Map.of() : Collections.unmodifiableMap(inOrder(tasks));
    }

    /** A connection without a warning, of a tenant that was never erased. */
    public ConnectionEvent(
            TenantId tenantId,
            long version,
            ConnectionState state,
            String reason,
            String message,
            String cause,
            URI baseUrl,
            String clientId,
            int requestCeiling,
            Map<Task, TaskAccess> tasks,
            Instant changedAt) {
        this(
                tenantId,
                version,
                state,
                reason,
                message,
                cause,
                baseUrl,
                clientId,
                requestCeiling,
                tasks,
                null,
                null,
                changedAt);
    }

    /** Reads an event; a task that this reader does not know yet is left out. */
    @JsonCreator
    static ConnectionEvent read(
            @JsonProperty("tenantId") TenantId tenantId,
            @JsonProperty("version") long version,
            @JsonProperty("state") @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
                    ConnectionState state,
            @JsonProperty("reason") String reason,
            @JsonProperty("message") String message,
            @JsonProperty("cause") String cause,
            @JsonProperty("baseUrl") URI baseUrl,
            @JsonProperty("clientId") String clientId,
            @JsonProperty("requestCeiling") int requestCeiling,
            @JsonProperty("tasks") Map<String, TaskAccess> tasks,
            @JsonProperty("warning") String warning,
            @JsonProperty("erasedVersion") Long erasedVersion,
            @JsonProperty("changedAt") Instant changedAt) {
        Map<Task, TaskAccess> known = new LinkedHashMap<>();
        for (Task task : Task.all()) {
            TaskAccess access = tasks == null ? null : tasks.get(task.name());
            if (access != null) {
                known.put(task, access);
            }
        }
        return new ConnectionEvent(
                tenantId,
                version,
                state,
                reason,
                message,
                cause,
                baseUrl,
                clientId,
                requestCeiling,
                known,
                warning,
                erasedVersion,
                changedAt);
    }

    /** In the order of all tasks, so that one state is always told in the same words. */
    private static Map<Task, TaskAccess> inOrder(Map<Task, TaskAccess> tasks) {
        Map<Task, TaskAccess> ordered = new LinkedHashMap<>();
        for (Task task : Task.all()) {
            if (tasks.containsKey(task)) {
                ordered.put(task, tasks.get(task));
            }
        }
        return ordered;
    }

    /** Whether the task may run. One that the event does not name is {@code UNKNOWN}, or not wanted if none is by default. */
    public TaskAccess access(Task task) {
        TaskAccess known = tasks.get(task);
        if (known != null) {
            return known;
        }
        return task.wantedByDefault() ? TaskAccess.notVerified() : TaskAccess.notWanted(task);
    }
}
