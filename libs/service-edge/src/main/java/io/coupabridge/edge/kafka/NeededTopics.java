package io.coupabridge.edge.kafka;

import io.coupabridge.contracts.Topic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The topics without which a service cannot work. They must be as {@link Topic} says: with another number of partitions,
 * a tenant's records would scatter. Each service produces one as a bean.
 */
public record NeededTopics(List<Topic> topics) {

    public NeededTopics {
        topics = List.copyOf(topics);
    }

    public Set<String> names() {
        return topics.stream().map(Topic::topicName).collect(Collectors.toSet());
    }

    /**
     * What an operator has to do, by the name of the topic; empty when all are as they should be.
     *
     * @param partitions how many each topic has; without those that do not exist
     */
    public Map<String, String> troubles(Map<String, Integer> partitions) {
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
        return troubles;
    }

    /**
     * @param partitions how many each topic has; without those that do not exist
     * @throws IllegalStateException with what an operator has to do
     */
    public void check(Map<String, Integer> partitions) {
        Map<String, String> troubles = troubles(partitions);
        if (!troubles.isEmpty()) {
            throw new IllegalStateException(String.join(" ", troubles.values()));
        }
    }
}
