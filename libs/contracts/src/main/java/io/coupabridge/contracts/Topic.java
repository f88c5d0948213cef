package io.coupabridge.contracts;

import java.time.Duration;
import java.util.Optional;

/**
 * Every topic of the system: its name, its fixed number of partitions and its clean-up. Tests and the demo create the
 * topics from here, and a service checks them against it when it starts: the number of partitions must not change, since
 * a tenant's records stay on one partition (murmur2 of the tenant).
 */
public enum Topic {
    TASK_COMMANDS_ROSTER("coupa.task-commands.roster", 12, days(7)),
    TASK_COMMANDS_EXPENSE("coupa.task-commands.expense", 12, days(7)),
    TASK_EVENTS("coupa.task-events", 12, days(30)),
    ROSTER_USERS("coupa.roster.users", 12, null),
    EXPENSE_LINES("coupa.expense.lines", 12, null),
    CONNECTIONS("coupa.connections", 6, null),
    TOKENS_ROSTER("coupa.tokens.roster", 6, null),
    TOKENS_EXPENSE("coupa.tokens.expense", 6, null),
    TOKEN_REJECTIONS("coupa.token-rejections", 6, days(1)),
    ROSTER_USERS_QUARANTINE("coupa.roster.users.quarantine", 12, days(30)),
    EXPENSE_LINES_QUARANTINE("coupa.expense.lines.quarantine", 12, days(30)),
    TASK_COMMANDS_ROSTER_DEAD_LETTER("coupa.task-commands.roster.dead-letter", 1, days(30)),
    TASK_COMMANDS_EXPENSE_DEAD_LETTER("coupa.task-commands.expense.dead-letter", 1, days(30)),
    CONNECTIONS_DEAD_LETTER("coupa.connections.dead-letter", 1, days(30)),
    TOKENS_ROSTER_DEAD_LETTER("coupa.tokens.roster.dead-letter", 1, days(30)),
    TOKENS_EXPENSE_DEAD_LETTER("coupa.tokens.expense.dead-letter", 1, days(30)),
    TOKEN_REJECTIONS_DEAD_LETTER("coupa.token-rejections.dead-letter", 1, days(30)),
    /** Never written: its partitions name the pages' offsets in the consumer groups of tenants and tasks. */
    PAGE_OFFSETS("coupa.page-offsets", 1, days(1));

    private final String topicName;
    private final int partitions;
    private final Duration retention;

    Topic(String topicName, int partitions, Duration retention) {
        this.topicName = topicName;
        this.partitions = partitions;
        this.retention = retention;
    }

    public String topicName() {
        return topicName;
    }

    public int partitions() {
        return partitions;
    }

    /** How long records are kept; empty for a compacted topic, which keeps the latest of each key. */
    public Optional<Duration> retention() {
        return Optional.ofNullable(retention);
    }

    public boolean compacted() {
        return retention == null;
    }

    /** The topic beside this one that takes what its readers could not read, with the original bytes. */
    public Topic deadLetter() {
        return ofName(topicName + ".dead-letter");
    }

    /** @throws IllegalArgumentException when no topic has that name */
    public static Topic ofName(String topicName) {
        for (Topic topic : values()) {
            if (topic.topicName.equals(topicName)) {
                return topic;
            }
        }
        throw new IllegalArgumentException("No topic is called " + topicName + ".");
    }

    private static Duration days(int days) {
        return Duration.ofDays(days);
    }
}
