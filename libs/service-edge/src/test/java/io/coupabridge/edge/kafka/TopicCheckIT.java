package io.coupabridge.edge.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.Topic;
import io.coupabridge.testing.TestKafka;
import io.coupabridge.testing.process.LoopbackPorts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On a broker that has one topic as it should be, one with too few partitions, and one with the broker's settings. */
class TopicCheckIT {

    private static final Topic RIGHT = Topic.CONNECTIONS;
    private static final Topic NARROW = Topic.TASK_EVENTS;
    private static final Topic MISSING = Topic.TOKEN_REJECTIONS;
    private static final Topic LOOSE = ApplicationRoster.TASK.commandTopic();

    private static final Duration SOON = Duration.ofSeconds(30);

    private static TestKafka kafka;

    private final List<WriteCheck> opened = new ArrayList<>();
    private volatile long now;
    private KafkaClients clients = clients(kafka.bootstrapServers());

    @BeforeAll
    static void startKafka() throws Exception {
        kafka = TestKafka.start();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(
                            new NewTopic(RIGHT.topicName(), RIGHT.partitions(), (short) 1).configs(RIGHT.settings()),
                            new NewTopic(LOOSE.topicName(), LOOSE.partitions(), (short) 1),
                            new NewTopic(NARROW.topicName(), NARROW.partitions() - 1, (short) 1)))
                    .all()
                    .get();
            // the broker learns of them a moment after the controller
            await().atMost(SOON)
                    .ignoreExceptionsInstanceOf(ExecutionException.class)
                    .until(() -> admin.describeTopics(List.of(RIGHT.topicName(), LOOSE.topicName(), NARROW.topicName()))
                                    .allTopicNames()
                                    .get()
                                    .size()
                            == 3);
        }
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @AfterEach
    void closeClients() {
        opened.forEach(WriteCheck::close);
        clients.close();
    }

    @Test
    void is_content_with_a_topic_as_it_should_be() {
        assertThatCode(() -> check(RIGHT).check()).doesNotThrowAnyException();
    }

    @Test
    void names_every_topic_that_will_not_do_and_the_way_out() {
        // when
        Map<String, String> troubles = writes(RIGHT, NARROW, MISSING).troubles();

        // then
        assertThat(troubles).containsOnlyKeys(NARROW.topicName(), MISSING.topicName());
        assertThat(troubles.get(NARROW.topicName()))
                .startsWith("Topic coupa.task-events has 11 partitions instead of 12. Create it anew");
        assertThat(troubles.get(MISSING.topicName()))
                .isEqualTo("Topic coupa.token-rejections does not exist. Create it with 6 partitions.");
    }

    @Test
    void names_the_setting_of_a_topic_that_takes_what_unpacks_to_more_than_the_memory() {
        assertThat(writes(RIGHT, LOOSE).troubles())
                .containsOnlyKeys(LOOSE.topicName())
                .extractingByKey(LOOSE.topicName(), InstanceOfAssertFactories.STRING)
                .startsWith("Topic coupa.task-commands.roster has compression.type=producer instead of uncompressed.")
                .contains("kafka-configs");
    }

    @Test
    void reads_settings_once_a_minute_and_again_until_they_are_mended() throws Exception {
        // given
        WriteCheck writes = writes(RIGHT);
        assertThat(writes.troubles()).isEmpty();

        // when
        setCompression(RIGHT, "producer");

        // then
        assertThat(writes.troubles()).isEmpty();

        // when, then
        await().atMost(SOON).until(() -> {
            now += Duration.ofMinutes(1).toNanos();
            return writes.troubles().containsKey(RIGHT.topicName());
        });

        // when
        setCompression(RIGHT, "uncompressed");

        // then
        await().atMost(SOON).until(() -> writes.troubles().isEmpty());
    }

    private static void setCompression(Topic topic, String value) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
        AlterConfigOp change = new AlterConfigOp(new ConfigEntry("compression.type", value), AlterConfigOp.OpType.SET);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(resource, List.of(change)))
                    .all()
                    .get();
        }
    }

    @Test
    void fails_when_kafka_does_not_answer_in_time() {
        // given
        clients.close();
        clients = clients("127.0.0.1:" + LoopbackPorts.free());

        // when, then
        assertThatThrownBy(() -> writes(RIGHT).troubles()).isInstanceOf(KafkaException.class);
    }

    private TopicCheck check(Topic... topics) {
        return new TopicCheck(needed(topics), clients);
    }

    private WriteCheck writes(Topic... topics) {
        WriteCheck writes = new WriteCheck(
                needed(topics), clients, "topic-check", new TopicPartition(RIGHT.topicName(), 0), () -> now);
        opened.add(writes);
        return writes;
    }

    private static NeededTopics needed(Topic... topics) {
        List<Topic> read =
                Stream.of(topics).filter(topic -> !topic.limits().isEmpty()).toList();
        return new NeededTopics(List.of(topics), read);
    }

    private static KafkaClients clients(String bootstrapServers) {
        return new KafkaClients(Map.of("bootstrap.servers", bootstrapServers));
    }
}
