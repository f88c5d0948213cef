package io.coupabridge.edge.kafka;

import io.coupabridge.contracts.KafkaRights;
import io.coupabridge.contracts.Topic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The topics without which a service cannot work. They must be as {@link Topic} says: with another number of partitions,
 * a tenant's records would scatter, and without the limits of those that it reads, one packed message could fill its
 * memory. Each service produces one as a bean.
 *
 * @param topics all that it needs
 * @param read those of them that it reads
 */
public record NeededTopics(List<Topic> topics, List<Topic> read) {

    public NeededTopics {
        topics = List.copyOf(topics);
        read = List.copyOf(read);
    }

    /** Those of a service that does this on Kafka. */
    public static NeededTopics of(KafkaRights rights) {
        return new NeededTopics(rights.topics(), rights.topicsRead());
    }

    public Set<String> names() {
        return names(topics);
    }

    Set<String> namesRead() {
        return names(read);
    }

    /**
     * What an operator has to do, by the name of the topic; empty when all are as they should be.
     *
     * @param partitions how many each topic has; without those that do not exist
     * @param settings of each topic that is read; without those that do not exist
     */
    public Map<String, String> troubles(Map<String, Integer> partitions, Map<String, Map<String, String>> settings) {
        Map<String, String> troubles = new LinkedHashMap<>();
        for (Topic topic : topics) {
            Integer count = partitions.get(topic.topicName());
            if (count == null) {
                troubles.put(
                        topic.topicName(),
                        "Topic " + topic.topicName() + " does not exist. Create it with " + topic.partitions()
                                + " partitions.");
            } else if (count != topic.partitions()) {
                troubles.put(
                        topic.topicName(),
                        "Topic " + topic.topicName() + " has " + count + " partitions instead of " + topic.partitions()
                                + ". Create it anew: a tenant's records would not stay in order.");
            }
        }
        for (Topic topic : read) {
            String loose = loose(topic, settings.getOrDefault(topic.topicName(), topic.limits()));
            if (!loose.isEmpty()) {
                troubles.putIfAbsent(topic.topicName(), loose);
            }
        }
        return troubles;
    }

    /**
     * @throws IllegalStateException with what an operator has to do
     */
    public void check(Map<String, Integer> partitions, Map<String, Map<String, String>> settings) {
        Map<String, String> troubles = troubles(partitions, settings);
        if (!troubles.isEmpty()) {
            throw new IllegalStateException(String.join(" ", troubles.values()));
        }
    }

    private static String loose(Topic topic, Map<String, String> settings) {
        List<String> loose = new ArrayList<>();
        topic.limits().forEach((name, limit) -> {
            String value = settings.get(name);
            if (!within(value, limit)) {
                loose.add(name + "=" + value + " instead of " + limit);
            }
        });
        return loose.isEmpty()
                ? ""
                : "Topic " + topic.topicName() + " has " + String.join(" and ", loose)
                        + ". Set it with kafka-configs --alter: one small packed message could fill the memory.";
    }

    /** A number may be smaller too. */
    private static boolean within(String value, String limit) {
        return limit.equals(value)
                || (limit.matches("\\d+") && value != null && Long.parseLong(value) <= Long.parseLong(limit));
    }

    private static Set<String> names(Collection<Topic> topics) {
        return topics.stream().map(Topic::topicName).collect(Collectors.toSet());
    }
}
