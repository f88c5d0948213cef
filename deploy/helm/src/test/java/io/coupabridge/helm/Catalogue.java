package io.coupabridge.helm;

import io.coupabridge.contracts.KafkaRight.Operation;
import io.coupabridge.contracts.KafkaRight.Resource;
import io.coupabridge.contracts.KafkaRights;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.Topic;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The file of the chart that says what the contracts do: templates read it, and nobody writes it by hand. */
final class Catalogue {

    private Catalogue() {}

    static String text() {
        StringBuilder text =
                new StringBuilder("# Made from libs/contracts by CatalogueTest, which says how. Do not edit.\n");
        text.append("tasks: [")
                .append(Task.all().stream().map(Task::shortName).sorted().collect(Collectors.joining(", ")))
                .append("]\ntopics:\n");
        Topic.all().stream().sorted(Comparator.comparing(Topic::topicName)).forEach(topic -> {
            text.append("  - name: ").append(topic.topicName()).append('\n');
            text.append("    partitions: ").append(topic.partitions()).append('\n');
            text.append("    config:\n");
            // in quotes: helm would turn a large number into 2.592e+09
            topic.settings().forEach((name, value) -> text.append("      " + name + ": '" + value + "'\n"));
        });
        text.append("users:\n");
        KafkaRights.all().forEach(user -> {
            text.append("  - service: ").append(user.service()).append("\n    acls:\n");
            resources(user).forEach((resource, operations) -> {
                text.append("      - resource: {type: ").append(type(resource.resource()));
                text.append(", name: ").append(resource.name());
                text.append(", patternType: ").append(resource.prefixed() ? "prefix" : "literal");
                text.append("}\n        operations: [")
                        .append(String.join(", ", operations))
                        .append("]\n");
            });
        });
        return text.toString();
    }

    private record Named(Resource resource, String name, boolean prefixed) {}

    private static Map<Named, List<String>> resources(KafkaRights user) {
        return user.rights().stream()
                .collect(Collectors.groupingBy(
                        right -> new Named(right.resource(), right.name(), right.prefixed()),
                        LinkedHashMap::new,
                        Collectors.mapping(right -> strimzi(right.operation()), Collectors.toList())));
    }

    static String type(Resource resource) {
        return switch (resource) {
            case TOPIC -> "topic";
            case GROUP -> "group";
            case TRANSACTIONAL_ID -> "transactionalId";
        };
    }

    static String strimzi(Operation operation) {
        return switch (operation) {
            case READ -> "Read";
            case WRITE -> "Write";
            case DESCRIBE_CONFIGS -> "DescribeConfigs";
        };
    }
}
