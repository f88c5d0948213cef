package io.coupabridge.edge.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;

/** Each topic has its own least number of replicas in sync. */
class WriteCheckTest {

    private static final String TOPIC = "coupa.connections";
    private static final String LETTERS = "coupa.connections.dead-letter";

    @Test
    void a_topic_with_too_few_replicas_in_sync_takes_no_writes() {
        assertThat(WriteCheck.unwritable(Map.of(TOPIC, topic(TOPIC, 1)), Map.of(TOPIC, least(2))))
                .containsOnlyKeys(TOPIC)
                .containsEntry(
                        TOPIC, "Partition 0 of topic " + TOPIC + " takes no writes: 1 of 2 replicas are in sync.");
    }

    @Test
    void a_topic_that_needs_fewer_than_others_takes_writes() {
        assertThat(WriteCheck.unwritable(
                        Map.of(TOPIC, topic(TOPIC, 2), LETTERS, topic(LETTERS, 1)),
                        Map.of(TOPIC, least(2), LETTERS, least(1))))
                .isEmpty();
    }

    @Test
    void of_a_topic_whose_settings_nobody_sees_only_the_leader_counts() {
        assertThat(WriteCheck.unwritable(
                        Map.of(TOPIC, topic(TOPIC, 2), LETTERS, topic(LETTERS, 1)), Map.of(TOPIC, least(2))))
                .isEmpty();
        assertThat(WriteCheck.unwritable(Map.of(LETTERS, topic(LETTERS, 0)), Map.of()))
                .containsEntry(LETTERS, "Partition 0 of topic " + LETTERS + " takes no writes: it has no leader.");
    }

    private static Map<String, String> least(int replicas) {
        return Map.of("min.insync.replicas", Integer.toString(replicas));
    }

    /** One partition on three brokers; the first one in sync leads. */
    private static TopicDescription topic(String name, int inSync) {
        List<Node> replicas = IntStream.range(0, 3)
                .mapToObj(id -> new Node(id, "127.0.0.1", 9_092 + id))
                .toList();
        List<Node> isr = replicas.subList(0, inSync);
        return new TopicDescription(
                name, false, List.of(new TopicPartitionInfo(0, isr.isEmpty() ? null : isr.get(0), replicas, isr)));
    }
}
