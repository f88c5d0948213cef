package io.coupabridge.contracts;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The {@code ce_type} of each message. A change that breaks readers is a new {@code .v2} type, never a changed v1.
 *
 * @param type such as {@code io.coupabridge.task-event.v1}
 */
public record MessageType(String type) {

    private static final String PREFIX = "io.coupabridge.";

    public static final MessageType TASK_COMMAND = of(TaskCommand.class);
    public static final MessageType TASK_EVENT = of(TaskEvent.class);
    public static final MessageType CONNECTION_EVENT = of(ConnectionEvent.class);
    public static final MessageType TOKEN_EVENT = of(TokenEvent.class);
    public static final MessageType TOKEN_REJECTED = of(TokenRejected.class);
    public static final MessageType VERIFICATION_WANTED = of(VerificationWanted.class);
    public static final MessageType TENANT_ERASED = of(TenantErased.class);
    public static final MessageType ERASURE_RECEIPT = of(ErasureReceipt.class);
    public static final MessageType QUARANTINED_RECORD = of(QuarantinedRecord.class);

    /** The first version of a message: {@code DiscoveredUser} is {@code io.coupabridge.discovered-user.v1}. */
    static MessageType of(Class<?> message) {
        String words = message.getSimpleName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-");
        return new MessageType(PREFIX + words.toLowerCase(Locale.ROOT) + ".v1");
    }

    /** Every type of message, for all of {@link Task#all}. */
    public static List<MessageType> all() {
        Stream<MessageType> shared = Stream.of(
                TASK_COMMAND,
                TASK_EVENT,
                CONNECTION_EVENT,
                TOKEN_EVENT,
                TOKEN_REJECTED,
                VERIFICATION_WANTED,
                TENANT_ERASED,
                ERASURE_RECEIPT,
                QUARANTINED_RECORD);
        return Stream.concat(shared, Task.all().stream().map(Task::messageType)).toList();
    }

    /** Where its jar keeps the JSON Schema of the message, such as {@code schemas/task-event.v1.schema.json}. */
    public String schemaResource() {
        return "schemas/" + type.substring(PREFIX.length()) + ".schema.json";
    }
}
