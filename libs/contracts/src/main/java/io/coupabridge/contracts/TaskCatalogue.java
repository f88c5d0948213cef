package io.coupabridge.contracts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;

/** The tasks of this class path. Thread-safe. */
final class TaskCatalogue {

    /** Names with which a task's service would pass for token-service on Kafka, or get at its transactions. */
    private static final Set<String> OF_TOKEN_SERVICE = Set.of("token", "token-service");

    private static volatile List<Task> tasks;

    private TaskCatalogue() {}

    /** @throws IllegalStateException when two tasks share a name or a topic */
    static List<Task> tasks() {
        List<Task> known = tasks;
        if (known == null) {
            // where this class is, its users' providers are too: a thread's own class loader may be any
            known = checked(ServiceLoader.load(TaskProvider.class, TaskProvider.class.getClassLoader()).stream()
                    .map(provider -> provider.get().task())
                    .toList());
            tasks = known;
        }
        return known;
    }

    /** @throws IllegalStateException when two tasks share a name or a topic; the sentence names both */
    static List<Task> checked(List<Task> described) {
        Map<String, Task> names = new HashMap<>();
        Map<String, Task> shortNames = new HashMap<>();
        Map<String, Task> topics = new HashMap<>();
        List<Task> accepted = new ArrayList<>();
        for (Task task : described) {
            if (OF_TOKEN_SERVICE.contains(task.shortName())) {
                throw new IllegalStateException("The task of " + describe(task) + " is called " + task.shortName()
                        + ", so that its service could pass for token-service. Give it another name.");
            }
            refuseSecond("are called", task.name(), names.put(task.name(), task), task);
            refuseSecond("are called", task.shortName(), shortNames.put(task.shortName(), task), task);
            for (Topic topic : task.topics()) {
                refuseSecond("use the topic", topic.topicName(), topics.put(topic.topicName(), task), task);
            }
            for (Topic shared : Topic.shared()) {
                if (topics.containsKey(shared.topicName())) {
                    throw new IllegalStateException("The task of " + describe(task) + " uses the topic "
                            + shared.topicName() + ", which all tasks share. Give it a topic of its own.");
                }
            }
            accepted.add(task);
        }
        return List.copyOf(accepted);
    }

    private static void refuseSecond(String what, String name, Task first, Task second) {
        if (first != null) {
            throw new IllegalStateException("Two tasks " + what + " " + name + ": those of " + describe(first) + " and "
                    + describe(second) + ". Give one of them another.");
        }
    }

    private static String describe(Task task) {
        return task.recordType().getSimpleName() + " (" + task.scope() + ")";
    }
}
