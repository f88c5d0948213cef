package io.coupabridge.contracts;

/** The {@code ce_type} of each message. A change that breaks readers is a new {@code .v2} type, never a changed v1. */
public enum MessageType {
    TASK_COMMAND("io.coupabridge.task-command.v1"),
    TASK_EVENT("io.coupabridge.task-event.v1"),
    DISCOVERED_USER("io.coupabridge.discovered-user.v1"),
    DISCOVERED_EXPENSE("io.coupabridge.discovered-expense.v1"),
    CONNECTION_EVENT("io.coupabridge.connection-event.v1"),
    TOKEN_EVENT("io.coupabridge.token-event.v1"),
    TOKEN_REJECTED("io.coupabridge.token-rejected.v1"),
    QUARANTINED_RECORD("io.coupabridge.quarantined-record.v1");

    private static final String PREFIX = "io.coupabridge.";

    private final String type;

    MessageType(String type) {
        this.type = type;
    }

    public String type() {
        return type;
    }

    /** Where this jar keeps the JSON Schema of the message, such as {@code schemas/task-event.v1.schema.json}. */
    public String schemaResource() {
        return "schemas/" + type.substring(PREFIX.length()) + ".schema.json";
    }
}
