package io.coupabridge.edge.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.Topic;
import io.coupabridge.testing.TestKafka;
import io.coupabridge.testing.TopicSettings;
import io.coupabridge.testing.process.LoopbackPorts;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator's command does on a broker that has no topic yet. */
class TopicToolIT {

    private static final String[] ALONE = {"--replicas", "1", "--min-insync", "1"};

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void creates_all_topics_and_names_each_that_is_not_as_it_should_be() throws Exception {
        try (TestKafka kafka = TestKafka.start()) {
            // given
            String servers = kafka.bootstrapServers();
            assertThat(run("--check", servers, ALONE)).isEqualTo(1);
            assertThat(told(err)).hasSize(Topic.all().size()).allMatch(line -> line.contains("does not exist"));

            // when
            err.reset();
            int created = run("--create", servers, ALONE);

            // then
            assertThat(created).as("%s", told(err)).isZero();
            assertThat(told(out))
                    .hasSize(Topic.all().size() + 1)
                    .endsWith("All " + Topic.all().size() + " topics are as they should be.");
            assertThat(run("--check", servers, ALONE)).isZero();
            assertThat(run("--create", servers, ALONE)).isZero();

            // when
            new TopicSettings(servers, Topic.TASK_EVENTS).set(Map.of("retention.ms", "1000"));
            new TopicSettings(servers, Topic.CONNECTIONS).set(Map.of("cleanup.policy", "delete"));
            new TopicSettings(servers, Topic.PAGE_OFFSETS).set(Map.of("min.insync.replicas", "2"));
            new TopicSettings(servers, ApplicationRoster.TASK.recordTopic())
                    .set(Map.of("max.compaction.lag.ms", "604800001"));
            new TopicSettings(servers, Topic.TOKEN_REJECTIONS).set(Map.of("compression.type", "gzip"));

            // then
            err.reset();
            assertThat(run("--create", servers, ALONE)).isEqualTo(1);
            assertThat(told(err))
                    .satisfiesExactly(
                            line -> assertThat(line).contains("coupa.connections has cleanup.policy=delete"),
                            line -> assertThat(line).contains("coupa.page-offsets has min.insync.replicas=2"),
                            line -> assertThat(line).contains("coupa.roster.users has max.compaction.lag.ms=604800001"),
                            line -> assertThat(line).contains("coupa.task-events has retention.ms=1000"),
                            line -> assertThat(line).contains("coupa.token-rejections has compression.type=gzip"));

            // when
            err.reset();
            int asInProduction = run("--check", servers);

            // then
            assertThat(asInProduction).isEqualTo(1);
            assertThat(told(err)).anyMatch(line -> line.contains("has 1 replicas instead of 3"));
        }
    }

    @Test
    void fails_with_a_sentence_when_no_broker_answers_or_the_connection_is_wrong() throws Exception {
        // given
        Path file = Files.writeString(folder.resolve("kafka.properties"), "security.protocol=SASLSSL\n");

        // when
        int wrong = run("--check", "127.0.0.1:" + LoopbackPorts.free(), "--config", file.toString());
        int absent = run("--check", "127.0.0.1:1", "--config", "nowhere.properties");

        // then
        assertThat(List.of(wrong, absent)).containsOnly(1);
        assertThat(told(err))
                .satisfiesExactly(
                        line -> assertThat(line).contains("SASLSSL"),
                        line -> assertThat(line).contains("nowhere.properties"));
    }

    @Test
    void explains_itself() {
        assertThat(tool("--help")).isZero();
        assertThat(told(out)).anyMatch(line -> line.contains("--create --bootstrap-server 127.0.0.1:9092"));
        assertThat(tool()).isEqualTo(2);
        assertThat(tool("--check")).isEqualTo(2);
        assertThat(tool("--check", "--create", "--bootstrap-server", "a:1")).isEqualTo(2);
        assertThat(tool("--check", "--bootstrap-server")).isEqualTo(2);
        assertThat(tool("--check", "--bootstrap-server", "a:1", "--replicas", "none"))
                .isEqualTo(2);
        assertThat(tool("--check", "--bootstrap-server", "a:1", "--partitions", "6"))
                .isEqualTo(2);
    }

    private int run(String verb, String servers, String... more) {
        List<String> args = new ArrayList<>(List.of(verb, "--bootstrap-server", servers));
        args.addAll(List.of(more));
        return tool(args.toArray(String[]::new));
    }

    private int tool(String... args) {
        return TopicTool.run(
                args,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static List<String> told(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
