package io.coupabridge.console.notification;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Something that somebody outside is told of. Fired as a CDI event, within the transaction that stores what it is about: what
 * observes it stores it with that, or not at all. The same notice fired again is told once.
 *
 * @param task null when it is about the whole connection
 * @param code what it is about, in upper case, such as {@code SCOPE_MISSING}; what is no code becomes {@code OTHER}, so that
 *     no free text gets outside
 * @param run the command id of the run that it is about; null when it is about none
 */
public record Notice(Kind kind, TenantId tenant, Task task, String code, UUID run, Instant at) {

    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");

    public Notice {
        code = code != null && CODE.matcher(code).matches() ? code : "OTHER";
    }

    /** What is told. */
    public enum Kind {
        /** Nothing goes on before a person has done something. */
        NEEDS_PERSON,
        /** What needed a person works again. */
        RECOVERED,
        RUN_FAILED,
        /** A schedule sends nothing any more, until something changes. */
        SCHEDULE_PAUSED;

        /** As CloudEvents call it, such as {@code io.coupabridge.run-failed.v1}. */
        public String type() {
            return "io.coupabridge." + name().toLowerCase(Locale.ROOT).replace('_', '-') + ".v1";
        }
    }

    /** @param code why, such as the connection's state or the task's verdict */
    public static Notice schedulePaused(TenantId tenant, Task task, String code, Instant at) {
        return new Notice(Kind.SCHEDULE_PAUSED, tenant, task, code, null, at);
    }

    /** The same for equal notices. */
    public UUID id() {
        String name = String.join(
                "|", kind.name(), tenant.value(), String.valueOf(task), code, String.valueOf(run), at.toString());
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }
}
