package io.coupabridge.contracts;

import io.coupabridge.contracts.KafkaRight.Operation;
import io.coupabridge.contracts.KafkaRight.Resource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What one service does on Kafka, and so all that it may do there. The operator's command makes access rules of it, and a
 * service's readiness looks at the same topics. It follows from the topics and the tasks: a new task needs nothing here.
 * Immutable.
 */
public final class KafkaRights {

    /** The transactional id under which token-service publishes. */
    public static final String OUTBOX_TRANSACTIONS = "coupa-bridge.token-service.outbox";

    /** The group whose offset says what token-service has published. */
    public static final String OUTBOX_GROUP = "token-service.outbox";

    /** The group with which token-service consumes {@link Topic#TOKEN_REJECTIONS}. */
    private static final String REJECTIONS_GROUP = "token-service.rejections";

    /** The group with which the console follows topics. */
    public static final String CONSOLE_GROUP = "console.projection";

    private final String service;
    private final Set<Topic> topics;
    private final Set<Topic> topicsRead;
    private final List<KafkaRight> rights;

    private KafkaRights(String service, Builder builder) {
        this.service = service;
        this.topics = builder.topics;
        this.topicsRead = builder.topicsRead;
        this.rights = List.copyOf(builder.rights);
    }

    /** Those of token-service, of the service of each of {@link Task#all}, and of the console. */
    public static List<KafkaRights> all() {
        return Stream.of(Stream.of(ofTokenService()), Task.all().stream().map(KafkaRights::of), Stream.of(ofConsole()))
                .flatMap(rights -> rights)
                .toList();
    }

    /** Those of token-service, which serves all tasks. */
    public static KafkaRights ofTokenService() {
        return ofTokenService(Task.all());
    }

    static KafkaRights ofTokenService(Collection<Task> tasks) {
        Builder builder = new Builder()
                .writes(Topic.CONNECTIONS)
                .writes(Topic.ERASURES)
                .reads(Topic.TOKEN_REJECTIONS)
                .writes(Topic.TOKEN_REJECTIONS.deadLetter())
                .commitsOffsetsOf(Topic.PAGE_OFFSETS)
                .may(Resource.GROUP, REJECTIONS_GROUP, false, Operation.READ)
                .may(Resource.GROUP, OUTBOX_GROUP, false, Operation.READ)
                .may(Resource.TRANSACTIONAL_ID, OUTBOX_TRANSACTIONS, false, Operation.WRITE);
        tasks.forEach(task -> builder.writes(task.tokenTopic()));
        return new KafkaRights("token-service", builder);
    }

    /** Those of the service that works the task. */
    public static KafkaRights of(Task task) {
        Builder builder = new Builder()
                .reads(task.commandTopic())
                .reads(task.tokenTopic())
                .reads(Topic.CONNECTIONS)
                .writes(task.commandTopic().deadLetter())
                .writes(task.tokenTopic().deadLetter())
                .writes(Topic.CONNECTIONS.deadLetter())
                .writes(task.recordTopic())
                .writes(task.quarantineTopic())
                .writes(Topic.TASK_EVENTS)
                .writes(Topic.TOKEN_REJECTIONS)
                .commitsOffsetsOf(Topic.PAGE_OFFSETS)
                // replays
                .reads(task.commandTopic().deadLetter())
                .reads(task.quarantineTopic())
                .may(Resource.GROUP, task.group(""), true, Operation.READ)
                .may(Resource.TRANSACTIONAL_ID, task.group(""), true, Operation.WRITE);
        return new KafkaRights(task.shortName() + "-service", builder);
    }

    /** Those of the console, which plays the platform's part: it follows connections and runs, and sends commands. */
    public static KafkaRights ofConsole() {
        Builder builder = new Builder()
                .reads(Topic.CONNECTIONS)
                .reads(Topic.TASK_EVENTS)
                .commitsOffsetsOf(Topic.PAGE_OFFSETS)
                .may(Resource.GROUP, CONSOLE_GROUP, false, Operation.READ);
        Task.all().forEach(task -> builder.writes(task.commandTopic()));
        return new KafkaRights("console", builder);
    }

    /** Whose they are, such as {@code roster-service}. */
    public String service() {
        return service;
    }

    public List<KafkaRight> rights() {
        return rights;
    }

    /** The topics without which the service cannot work. */
    public List<Topic> topics() {
        return List.copyOf(topics);
    }

    /** Those of them that it reads, so that their limits count. */
    public List<Topic> topicsRead() {
        return List.copyOf(topicsRead);
    }

    private static final class Builder {

        private final Set<Topic> topics = new LinkedHashSet<>();
        private final Set<Topic> topicsRead = new LinkedHashSet<>();
        private final Set<KafkaRight> rights = new LinkedHashSet<>();

        /** And looks whether the topic has its limits. */
        Builder reads(Topic topic) {
            topicsRead.add(topic);
            return of(topic, Operation.READ).of(topic, Operation.DESCRIBE_CONFIGS);
        }

        Builder writes(Topic topic) {
            return of(topic, Operation.WRITE);
        }

        Builder commitsOffsetsOf(Topic topic) {
            return of(topic, Operation.READ);
        }

        private Builder of(Topic topic, Operation operation) {
            topics.add(topic);
            return may(Resource.TOPIC, topic.topicName(), false, operation);
        }

        Builder may(Resource resource, String name, boolean prefixed, Operation operation) {
            rights.add(new KafkaRight(resource, name, prefixed, operation));
            return this;
        }
    }
}
