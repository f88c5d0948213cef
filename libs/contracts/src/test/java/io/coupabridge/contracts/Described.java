package io.coupabridge.contracts;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Everything that the contracts describe, in an order that does not depend on where it is described. */
final class Described {

    private Described() {}

    static List<Topic> topics() {
        return Stream.of(Topic.values())
                .sorted(Comparator.comparing(Topic::topicName))
                .toList();
    }

    static List<Task> tasks() {
        return Stream.of(Task.values())
                .sorted(Comparator.comparing(Task::shortName))
                .toList();
    }

    static List<MessageType> messageTypes() {
        return Stream.of(MessageType.values())
                .sorted(Comparator.comparing(MessageType::type))
                .toList();
    }

    /** Of the records that the task publishes. */
    static MessageType messageType(Task task) {
        return task == Task.APPLICATION_ROSTER ? MessageType.DISCOVERED_USER : MessageType.DISCOVERED_EXPENSE;
    }
}
