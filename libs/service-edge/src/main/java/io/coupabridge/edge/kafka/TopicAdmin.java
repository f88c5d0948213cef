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
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.TimeoutException;

/** What an operator does with all topics: creates those that are missing, and looks at each. */
final class TopicAdmin implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final KafkaClients kafka;
    private final TopicRules rules;

    TopicAdmin(Map<String, Object> connection, int replicas, int minInsync) {
        this.kafka = new KafkaClients(connection);
        this.rules = new TopicRules(replicas, minInsync);
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
            settings.put(TopicRules.MIN_INSYNC, Integer.toString(rules.minInsync()));
            kafka.createTopic(topic.topicName(), topic.partitions(), (short) rules.replicas(), settings, PATIENCE);
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
            if (has != null) {
                rules.fault(topic, has, copies.get(topic.topicName()))
                        .ifPresent(fault -> troubles.putIfAbsent(
                                topic.topicName(), "Topic " + topic + " has " + fault.has() + "."));
            }
        }
        return troubles;
    }

    /**
     * What is wrong with the brokers' own settings, in sentences.
     *
     * @param unseen is told of brokers whose settings this login may not see, as of a Kafka that somebody else runs
     */
    List<String> troublesOfBrokers(Consumer<String> unseen) {
        KafkaView view = new KafkaView(kafka.admin(), PATIENCE);
        List<Integer> brokers = view.brokers().stream().map(Node::id).toList();
        Map<String, Map<String, String>> settings = view.brokerSettings(brokers);
        if (settings.size() < brokers.size()) {
            unseen.accept("This login may not see the brokers' " + OffsetRetention.SETTING + ", which has to be "
                    + OffsetRetention.LEAST_MINUTES + " or more.");
        }
        return brokers.stream()
                .filter(broker -> settings.containsKey(broker.toString()))
                .flatMap(broker -> OffsetRetention.fault(broker, settings.get(broker.toString())).stream())
                .map(fault -> fault + " " + OffsetRetention.MEND)
                .toList();
    }

    private static Set<String> names(Collection<Topic> topics) {
        return topics.stream().map(Topic::topicName).collect(Collectors.toSet());
    }

    @Override
    public void close() {
        kafka.close();
    }
}
