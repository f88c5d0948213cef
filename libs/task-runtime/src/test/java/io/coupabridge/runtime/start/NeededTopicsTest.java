package io.coupabridge.runtime.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.KafkaRights;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.kafka.NeededTopics;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NeededTopicsTest {

    private static final NeededTopics NEEDED = NeededTopics.of(KafkaRights.of(ApplicationRoster.TASK));

    private final Map<String, Integer> partitions =
            new HashMap<>(NEEDED.topics().stream().collect(Collectors.toMap(Topic::topicName, Topic::partitions)));

    private final Map<String, Map<String, String>> settings = new HashMap<>(NEEDED.read().stream()
            .collect(Collectors.toMap(Topic::topicName, topic -> new HashMap<>(topic.settings()))));

    static Stream<String> topics() {
        return NEEDED.names().stream();
    }

    @Test
    void is_content_with_the_topics_as_they_should_be() {
        assertThatCode(() -> NEEDED.check(partitions, settings)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("topics")
    void names_a_topic_with_another_number_of_partitions_and_both_numbers(String topic) {
        // given
        int right = partitions.get(topic);
        partitions.put(topic, right + 1);

        // when / then
        assertThatThrownBy(() -> NEEDED.check(partitions, settings))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(
                        "Topic " + topic + " has " + (right + 1) + " partitions instead of " + right + ".");
    }

    @ParameterizedTest
    @MethodSource("topics")
    void names_a_topic_that_does_not_exist(String topic) {
        // given
        partitions.remove(topic);

        // when / then
        assertThatThrownBy(() -> NEEDED.check(partitions, settings))
                .hasMessageContaining("Topic " + topic + " does not exist.");
    }

    @Test
    void bounds_every_topic_that_it_reads() {
        assertThat(NEEDED.read())
                .isNotEmpty()
                .allSatisfy(topic -> assertThat(topic.limits()).isNotEmpty());
    }

    static Stream<Topic> topicsRead() {
        return NEEDED.read().stream();
    }

    @ParameterizedTest
    @MethodSource("topicsRead")
    void names_a_topic_on_which_a_packed_message_could_fill_the_memory(Topic topic) {
        // given
        settings.get(topic.topicName()).put("compression.type", "producer");
        settings.get(topic.topicName()).put("max.message.bytes", "2000000");

        // when / then
        assertThatThrownBy(() -> NEEDED.check(partitions, settings))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Topic " + topic)
                .hasMessageContaining("compression.type=producer instead of uncompressed")
                .hasMessageContaining("max.message.bytes=2000000 instead of 1048588")
                .hasMessageContaining("kafka-configs");
    }

    @Test
    void is_content_with_a_smaller_limit() {
        // given
        settings.values().forEach(each -> each.put("max.message.bytes", "500000"));

        // when / then
        assertThatCode(() -> NEEDED.check(partitions, settings)).doesNotThrowAnyException();
    }
}
