package io.coupabridge.contracts;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * Whether a task may run with this connection.
 *
 * @param message a sentence that an administrator can act on; never null
 * @param foundAt when a refusal was last found; null for every other verdict, and where it is not known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TaskAccess(
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        Verdict verdict,

        String message,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant foundAt) {

    public TaskAccess(Verdict verdict, String message) {
        this(verdict, message, null);
    }

    /** What is known of a task before its first verification. */
    public static TaskAccess notVerified() {
        return new TaskAccess(Verdict.UNKNOWN, "The connection is not verified for this task yet.");
    }

    /** What is known of a task that the tenant does not want. */
    public static TaskAccess notWanted(Task task) {
        return new TaskAccess(
                Verdict.NOT_WANTED,
                "This tenant does not want the task " + task
                        + ". Add it with PUT /api/v1/tenants/{tenant}/connection/tasks, then send the command again.");
    }

    /** What verification found for a task; open for readers. */
    public enum Verdict {
        GRANTED,
        /** The OAuth2 client in Coupa lacks the scope. */
        SCOPE_MISSING,
        /** Coupa gave the token and refused the call. */
        FORBIDDEN,
        /** The tenant does not want this task: nothing is asked for it, and no run of it may start. */
        NOT_WANTED,
        /** Not found out yet. */
        @JsonEnumDefaultValue
        UNKNOWN;

        /** Whether Coupa refused the task something, which an administrator may have mended since. */
        public boolean refuses() {
            return this == SCOPE_MISSING || this == FORBIDDEN;
        }
    }
}
