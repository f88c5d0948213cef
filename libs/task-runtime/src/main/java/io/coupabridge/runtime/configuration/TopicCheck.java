package io.coupabridge.runtime.configuration;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.Topic;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether Kafka has the topics of a task as {@link Topic} says: with another number of partitions, a tenant's records would scatter. */
final class TopicCheck {

    private final List<Topic> needed;

    TopicCheck(Task task) {
        this.needed = List.of(
                task.commandTopic(),
                task.recordTopic(),
                task.quarantineTopic(),
                task.tokenTopic(),
                Topic.TASK_EVENTS,
                Topic.CONNECTIONS,
                Topic.TOKEN_REJECTIONS,
                Topic.PAGE_OFFSETS,
                task.commandTopic().deadLetter(),
                task.tokenTopic().deadLetter(),
                Topic.CONNECTIONS.deadLetter());
    }

    Set<String> names() {
        return needed.stream().map(Topic::topicName).collect(Collectors.toSet());
    }

    /**
     * @param partitions how many each topic has; without those that do not exist
     * @throws IllegalStateException with what an operator has to do
     */
    void check(Map<String, Integer> partitions) {
        for (Topic topic : needed) {
            Integer count = partitions.get(topic.topicName());
            if (count == null) {
                throw new IllegalStateException("Topic " + topic.topicName() + " does not exist. Create it with "
                        + topic.partitions() + " partitions.");
            }
            if (count != topic.partitions()) {
                throw new IllegalStateException(
                        "Topic " + topic.topicName() + " has " + count + " partitions instead of " + topic.partitions()
                                + ". Create it anew: a tenant's records would not stay in order.");
            }
        }
    }
}
