package io.coupabridge.contracts;

/** An integration task: what is read, with which single scope, and which topics carry it. */
public enum Task {
    APPLICATION_ROSTER("core.user.read", "roster"),
    EXPENSE_DISCOVERY("core.expense.read", "expense");

    private final String scope;
    private final String shortName;

    Task(String scope, String shortName) {
        this.scope = scope;
        this.shortName = shortName;
    }

    /** The one Coupa scope that this task's token carries, and no other (coupa-api §2.4). */
    public String scope() {
        return scope;
    }

    /** {@code roster} or {@code expense}: the last part of the task's own topics, groups and transactional ids. */
    public String shortName() {
        return shortName;
    }

    public Topic commandTopic() {
        return this == APPLICATION_ROSTER ? Topic.TASK_COMMANDS_ROSTER : Topic.TASK_COMMANDS_EXPENSE;
    }

    public Topic tokenTopic() {
        return this == APPLICATION_ROSTER ? Topic.TOKENS_ROSTER : Topic.TOKENS_EXPENSE;
    }

    public Topic recordTopic() {
        return this == APPLICATION_ROSTER ? Topic.ROSTER_USERS : Topic.EXPENSE_LINES;
    }

    public Topic quarantineTopic() {
        return this == APPLICATION_ROSTER ? Topic.ROSTER_USERS_QUARANTINE : Topic.EXPENSE_LINES_QUARANTINE;
    }
}
