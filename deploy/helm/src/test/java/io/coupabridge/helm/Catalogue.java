package io.coupabridge.helm;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.Topic;
import java.util.Comparator;
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
        return text.toString();
    }
}
