package io.coupabridge.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An integration task: what it is called, what it reads with which single scope, and what it publishes. One description
 * says it all; topics, groups, message type and settings follow from it.
 *
 * <pre>{@code
 * public static final Task TASK = Task.named("supplier")
 *         .scope("core.supplier.read")
 *         .probes("/api/suppliers")
 *         .publishes(DiscoveredSupplier.class, "coupa.suppliers");
 * }</pre>
 *
 * <p>A {@link TaskProvider} makes the task known to all services. Immutable; two tasks of one name are equal.
 */
public final class Task {

    private static final String NAMESPACE = "coupa-bridge.";

    private final String name;
    private final String shortName;
    private final String scope;
    private final List<String> probes;
    private final boolean wantedByDefault;
    private final Class<? extends DiscoveredRecord> recordType;
    private final MessageType messageType;
    private final Topic commandTopic;
    private final Topic tokenTopic;
    private final Topic recordTopic;
    private final Topic quarantineTopic;

    private Task(Description description, Class<? extends DiscoveredRecord> recordType, String recordTopic) {
        this.name = description.name;
        this.shortName = description.shortName;
        this.scope = description.scope;
        this.probes = description.probes;
        this.wantedByDefault = description.wantedByDefault;
        this.recordType = recordType;
        this.messageType = MessageType.of(recordType);
        this.commandTopic = Topic.commands(shortName);
        this.tokenTopic = Topic.tokens(shortName);
        this.recordTopic = Topic.records(recordTopic);
        this.quarantineTopic = Topic.quarantine(recordTopic);
    }

    /**
     * Begins a description.
     *
     * @param shortName in lower case, such as {@code supplier}: a part of the task's topics, groups and settings. In upper
     *     case it is the task's name in messages, unless {@link Description#inMessages} gives another.
     * @throws IllegalArgumentException when it has anything but lower-case letters, digits and hyphens
     */
    public static Description named(String shortName) {
        return new Description(shortName);
    }

    /** Every task that a {@link TaskProvider} of this class path describes, in a fixed order. */
    public static List<Task> all() {
        return TaskCatalogue.tasks();
    }

    /**
     * The task of that name in messages.
     *
     * @throws IllegalArgumentException when there is none
     */
    @JsonCreator
    public static Task of(String name) {
        return find(name)
                .orElseThrow(
                        () -> new IllegalArgumentException("No task is called " + name + ". There are " + all() + "."));
    }

    /** The task of that name in messages; empty when there is none, for a reader may be older than a task. */
    public static Optional<Task> find(String name) {
        return all().stream().filter(task -> task.name.equals(name)).findFirst();
    }

    /** What messages call it, such as {@code APPLICATION_ROSTER}. */
    @JsonValue
    public String name() {
        return name;
    }

    /** What topics, groups and settings call it, such as {@code roster}. */
    public String shortName() {
        return shortName;
    }

    /** The one Coupa scope that this task's token carries, and no other (coupa-api §2.4). */
    public String scope() {
        return scope;
    }

    /** The lists of Coupa's API of which a verification reads one record each, such as {@code /api/users}. */
    public List<String> probes() {
        return probes;
    }

    /** Whether a tenant wants this task that has not said which ones it wants. */
    public boolean wantedByDefault() {
        return wantedByDefault;
    }

    /** What it publishes. */
    public Class<? extends DiscoveredRecord> recordType() {
        return recordType;
    }

    /** The {@code ce_type} of what it publishes. */
    public MessageType messageType() {
        return messageType;
    }

    public Topic commandTopic() {
        return commandTopic;
    }

    public Topic tokenTopic() {
        return tokenTopic;
    }

    public Topic recordTopic() {
        return recordTopic;
    }

    public Topic quarantineTopic() {
        return quarantineTopic;
    }

    /** The topics that exist for this task alone, those for dead letters included. */
    public List<Topic> topics() {
        return List.of(
                commandTopic,
                recordTopic,
                tokenTopic,
                quarantineTopic,
                commandTopic.deadLetter(),
                tokenTopic.deadLetter());
    }

    /**
     * The consumer group of this task for a purpose, such as {@code coupa-bridge.roster.commands}. Transactional ids begin
     * the same way.
     */
    public String group(String purpose) {
        return NAMESPACE + shortName + "." + purpose;
    }

    /** token-service's setting that names the keyset of this task's tokens, such as {@code coupabridge.keysets.roster-tokens}. */
    public String keysetSetting() {
        return "coupabridge.keysets." + shortName + "-tokens";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Task task && task.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }

    /** A task in the making. Every part but {@link #inMessages} and {@link #wantedByDefault} must be given. */
    public static final class Description {

        private final String shortName;
        private String name;
        private String scope;
        private List<String> probes = List.of();
        private boolean wantedByDefault;

        private Description(String shortName) {
            if (shortName == null || !shortName.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
                throw new IllegalArgumentException(
                        "A task is named by lower-case letters, digits and hyphens, such as supplier; not '" + shortName
                                + "'.");
            }
            this.shortName = shortName;
            this.name = shortName.toUpperCase(Locale.ROOT).replace('-', '_');
        }

        /**
         * What messages call the task, where that is not its short name in upper case.
         *
         * @throws IllegalArgumentException when it has anything but capitals, digits and underscores
         */
        public Description inMessages(String itsName) {
            if (itsName == null || !itsName.matches("[A-Z][A-Z0-9_]*")) {
                throw new IllegalArgumentException(
                        "Messages name a task in capitals, digits and underscores, such as SUPPLIER; not '" + itsName
                                + "'.");
            }
            this.name = itsName;
            return this;
        }

        /** The one Coupa scope that it needs. */
        public Description scope(String itsScope) {
            this.scope = itsScope;
            return this;
        }

        /** The lists of Coupa's API that it reads, by their paths from the root of an instance. */
        public Description probes(String... paths) {
            this.probes = List.of(paths);
            return this;
        }

        /** A tenant that has not said which tasks it wants, wants this one. */
        public Description wantedByDefault() {
            this.wantedByDefault = true;
            return this;
        }

        /**
         * Ends the description.
         *
         * @param recordTopic a topic of the task's own
         * @throws IllegalArgumentException when something is missing; the sentence names it
         */
        public Task publishes(Class<? extends DiscoveredRecord> recordType, String recordTopic) {
            if (scope == null || scope.isBlank()) {
                throw new IllegalArgumentException("The task '" + shortName + "' names no scope.");
            }
            if (probes.isEmpty()) {
                throw new IllegalArgumentException("The task '" + shortName + "' names no list of Coupa to probe.");
            }
            return new Task(this, recordType, recordTopic);
        }
    }
}
