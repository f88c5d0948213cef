package io.coupabridge.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page that consumers read shows the examples that the code is held to. */
class MessagesPageTest {

    private static final Path ROOT = Path.of("../..");

    @Test
    void shows_every_golden_example_and_names_every_topic() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/messages.md"));

        for (Path golden : goldenFiles()) {
            assertThat(page).contains(Files.readString(golden).strip());
        }
        for (Topic topic : Topic.all()) {
            boolean described = !topic.topicName().endsWith(".dead-letter") && topic != Topic.PAGE_OFFSETS;
            assertThat(page.contains(topic.topicName())).as(topic.topicName()).isEqualTo(described);
        }
    }

    private static List<Path> goldenFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/golden"))) {
            return files.toList();
        }
    }
}
