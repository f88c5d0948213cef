package io.coupabridge.contracts;

import java.util.Comparator;
import java.util.List;

/** Everything that the contracts describe, in an order that does not depend on where it is described. */
final class Described {

    private Described() {}

    static List<Topic> topics() {
        return Topic.all().stream()
                .sorted(Comparator.comparing(Topic::topicName))
                .toList();
    }

    static List<Task> tasks() {
        return Task.all().stream().sorted(Comparator.comparing(Task::shortName)).toList();
    }

    static List<MessageType> messageTypes() {
        return MessageType.all().stream()
                .sorted(Comparator.comparing(MessageType::type))
                .toList();
    }
}
