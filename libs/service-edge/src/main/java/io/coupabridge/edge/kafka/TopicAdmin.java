package io.coupabridge.edge.kafka;

import io.coupabridge.contracts.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.TimeoutException;

/** What an operator does with all topics: creates those that are missing, and looks at each. */
final class TopicAdmin implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final String MIN_INSYNC = "min.insync.replicas";
    private static final String COMPACTION_LAG = "max.compaction.lag.ms";
    private static final String RETENTION = "retention.ms";
    private static final String FOR_EVER = "-1";

    private final KafkaClients kafka;
    private final int replicas;
    private final int minInsync;

    TopicAdmin(Map<String, Object> connection, int replicas, int minInsync) {
        this.kafka = new KafkaClients(connection);
        this.replicas = replicas;
        this.minInsync = minInsync;
    }

    /**
     * @return the topics that were missing
     * @throws org.apache.kafka.common.KafkaException when Kafka does not answer or refuses
     */
    List<Topic> createMissing(Collection<Topic> topics) {
        Map<String, Integer> there = kafka.partitions(names(topics), PATIENCE);
        List<Topic> missing = topics.stream()
                .filter(topic -> !there.containsKey(topic.topicName()))
                .toList();
        for (Topic topic : missing) {
            Map<String, String> settings = new HashMap<>(topic.settings());
            settings.put(MIN_INSYNC, Integer.toString(minInsync));
            kafka.createTopic(topic.topicName(), topic.partitions(), (short) replicas, settings, PATIENCE);
        }
        awaitAll(names(topics));
        return missing;
    }

    /** A broker tells of a new topic a moment after another has made it. */
    private void awaitAll(Set<String> topics) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!kafka.settings(topics, PATIENCE).keySet().containsAll(topics)
                || !kafka.partitions(topics, PATIENCE).keySet().containsAll(topics)) {
            if (System.nanoTime() - end >= 0) {
                throw new TimeoutException("Kafka has not told of the new topics in " + PATIENCE.toSeconds() + " s.");
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    /**
     * What an operator has to do, by the name of the topic; empty when all are as they should be.
     *
     * @throws org.apache.kafka.common.KafkaException when Kafka does not answer
     */
    Map<String, String> troubles(Collection<Topic> topics) {
        Map<String, Map<String, String>> settings = kafka.settings(names(topics), PATIENCE);
        List<Topic> limited =
                topics.stream().filter(topic -> !topic.limits().isEmpty()).toList();
        Map<String, String> troubles = new TreeMap<>(new NeededTopics(List.copyOf(topics), limited)
                .troubles(kafka.partitions(names(topics), PATIENCE), settings));
        Map<String, Integer> copies = kafka.replicas(settings.keySet(), PATIENCE);
        for (Topic topic : topics) {
            Map<String, String> has = settings.get(topic.topicName());
            String trouble = has == null ? "" : trouble(topic, has, copies.get(topic.topicName()));
            if (!trouble.isEmpty()) {
                troubles.putIfAbsent(topic.topicName(), "Topic " + topic + " has " + trouble + ".");
            }
        }
        return troubles;
    }

    private String trouble(Topic topic, Map<String, String> has, int copies) {
        if (copies < replicas) {
            return copies + " replicas instead of " + replicas;
        }
        int inSync = Integer.parseInt(has.get(MIN_INSYNC));
        if (inSync < minInsync) {
            return MIN_INSYNC + "=" + inSync + " instead of " + minInsync;
        }
        if (inSync > copies) {
            return MIN_INSYNC + "=" + inSync + ", so that nobody can write to its " + copies + " replicas";
        }
        String policy = topic.settings().get("cleanup.policy");
        if (!policy.equals(has.get("cleanup.policy"))) {
            return "cleanup.policy=" + has.get("cleanup.policy") + " instead of " + policy;
        }
        String least = topic.settings().get(RETENTION);
        if (least != null && !keptFor(has.get(RETENTION), Long.parseLong(least))) {
            return RETENTION + "=" + has.get(RETENTION) + " instead of " + least;
        }
        String most = topic.settings().get(COMPACTION_LAG);
        if (most != null && Long.parseLong(has.get(COMPACTION_LAG)) > Long.parseLong(most)) {
            return COMPACTION_LAG + "=" + has.get(COMPACTION_LAG) + " instead of " + most;
        }
        return "";
    }

    private static boolean keptFor(String retention, long least) {
        return retention.equals(FOR_EVER) || Long.parseLong(retention) >= least;
    }

    private static Set<String> names(Collection<Topic> topics) {
        return topics.stream().map(Topic::topicName).collect(Collectors.toSet());
    }

    @Override
    public void close() {
        kafka.close();
    }
}
