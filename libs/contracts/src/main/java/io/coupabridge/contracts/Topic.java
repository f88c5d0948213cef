package io.coupabridge.contracts;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A topic: its name, its fixed number of partitions and its settings. Tests and the demo create the topics from here, and a
 * service checks them against it when it starts: the number of partitions must not change, since a tenant's records stay on
 * one partition (murmur2 of the tenant). The topics of a task follow from its name ({@link Task#topics}). Immutable; two
 * topics of one name are equal.
 */
public final class Topic {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration MONTH = Duration.ofDays(30);

    /** Within this time the broker looks at what compaction is to take away. */
    private static final Duration COMPACTED_WITHIN = WEEK;

    /** Kafka's own defaults, named so that what is erased goes within a time that is known. */
    private static final Duration NULL_VALUES_KEPT = DAY;

    private static final Duration SEGMENT = WEEK;

    /** Kafka's own default: what a service may have to hold of one partition. */
    private static final Map<String, String> LIMITS =
            Map.of("compression.type", "uncompressed", "max.message.bytes", "1048588");

    public static final Topic TASK_EVENTS = new Topic("coupa.task-events", 12, MONTH, Map.of());
    public static final Topic CONNECTIONS = consumed("coupa.connections", 6, null);
    public static final Topic TOKEN_REJECTIONS = consumed("coupa.token-rejections", 6, DAY);

    public static final Topic ERASURES = new Topic("coupa.erasures", 1, MONTH, Map.of());

    /** Never written: its partitions name the pages' offsets in the consumer groups of tenants and tasks. */
    public static final Topic PAGE_OFFSETS = new Topic("coupa.page-offsets", 1, DAY, Map.of());

    private final String topicName;
    private final int partitions;
    private final Duration retention;
    private final Map<String, String> limits;
    private final Topic deadLetter;

    private Topic(String topicName, int partitions, Duration retention, Map<String, String> limits) {
        this(topicName, partitions, retention, limits, null);
    }

    private Topic(String topicName, int partitions, Duration retention, Map<String, String> limits, Topic deadLetter) {
        if (topicName == null || !topicName.matches("[a-z0-9-]+(\\.[a-z0-9-]+)*")) {
            throw new IllegalArgumentException(
                    "A topic is named like coupa.suppliers: lower-case letters, digits, hyphens and dots; not '"
                            + topicName + "'.");
        }
        this.topicName = topicName;
        this.partitions = partitions;
        this.retention = retention;
        this.limits = limits;
        this.deadLetter = deadLetter;
    }

    /** A topic that a service of ours reads. Replays read dead letters and quarantined records too. */
    private static Topic consumed(String topicName, int partitions, Duration retention) {
        Topic deadLetter = new Topic(topicName + ".dead-letter", 1, MONTH, LIMITS);
        return new Topic(topicName, partitions, retention, LIMITS, deadLetter);
    }

    static Topic commands(String task) {
        return consumed("coupa.task-commands." + task, 12, WEEK);
    }

    static Topic tokens(String task) {
        return consumed("coupa.tokens." + task, 6, null);
    }

    static Topic records(String name) {
        return new Topic(name, 12, null, Map.of());
    }

    static Topic quarantine(String recordTopic) {
        return new Topic(recordTopic + ".quarantine", 12, MONTH, LIMITS);
    }

    /** The topics that exist whatever tasks there are. */
    static List<Topic> shared() {
        return List.of(
                TASK_EVENTS,
                CONNECTIONS,
                TOKEN_REJECTIONS,
                ERASURES,
                CONNECTIONS.deadLetter(),
                TOKEN_REJECTIONS.deadLetter(),
                PAGE_OFFSETS);
    }

    /** Every topic of the system, for all of {@link Task#all}. */
    public static List<Topic> all() {
        return Stream.concat(shared().stream(), Task.all().stream().flatMap(task -> task.topics().stream()))
                .toList();
    }

    /** @throws IllegalArgumentException when no topic has that name */
    public static Topic ofName(String topicName) {
        return all().stream()
                .filter(topic -> topic.topicName.equals(topicName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No topic is called " + topicName + "."));
    }

    /** Also its form in JSON. */
    @JsonValue
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

    /**
     * What bounds the memory of its readers, by Kafka's names of settings: the broker unpacks each message and refuses one
     * that is too large then. Empty for a topic that no service of ours reads.
     */
    public Map<String, String> limits() {
        return limits;
    }

    /** All settings to create it with, by Kafka's names. */
    public Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>(limits);
        settings.put("cleanup.policy", compacted() ? "compact" : "delete");
        if (compacted()) {
            settings.put("max.compaction.lag.ms", Long.toString(COMPACTED_WITHIN.toMillis()));
            settings.put("delete.retention.ms", Long.toString(NULL_VALUES_KEPT.toMillis()));
        } else {
            settings.put("retention.ms", Long.toString(retention.toMillis()));
            settings.put("segment.ms", Long.toString(SEGMENT.toMillis()));
        }
        return settings;
    }

    /**
     * The topic beside this one that takes what its readers could not read, with the original bytes.
     *
     * @throws IllegalArgumentException when no service of ours reads this topic
     */
    public Topic deadLetter() {
        if (deadLetter == null) {
            throw new IllegalArgumentException("No topic is called " + topicName + ".dead-letter.");
        }
        return deadLetter;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Topic topic && topic.topicName.equals(topicName);
    }

    @Override
    public int hashCode() {
        return topicName.hashCode();
    }

    @Override
    public String toString() {
        return topicName;
    }
}
