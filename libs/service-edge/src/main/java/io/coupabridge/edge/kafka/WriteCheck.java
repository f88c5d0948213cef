package io.coupabridge.edge.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * Whether Kafka takes writes now: it commits an offset that nobody reads, which every in-sync replica has to acknowledge, as
 * it does for a publication. It also looks at this service's topics. No record is written to any of them. A broker that
 * hangs is given up after a second, and another one asked. Each service produces one as a bean. Thread-safe.
 */
public class WriteCheck implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final String MIN_INSYNC = "min.insync.replicas";

    private final NeededTopics needed;
    private final KafkaClients kafka;
    private final String group;
    private final TopicPartition place;

    /**
     * @param group has no members, and is this service's to commit for
     * @param place a partition of which the group keeps no other offset
     */
    public WriteCheck(NeededTopics needed, KafkaClients kafka, String group, TopicPartition place) {
        this.needed = needed;
        this.kafka = kafka.impatient();
        this.group = group;
        this.place = place;
    }

    /**
     * What an operator has to know, by the name of the topic; empty when Kafka takes writes.
     *
     * @throws org.apache.kafka.common.KafkaException when Kafka refuses, or does not answer within a few seconds
     */
    public Map<String, String> troubles() {
        Map<String, TopicDescription> topics = kafka.described(needed.names(), PATIENCE);
        Map<String, Map<String, String>> settings = kafka.settings(needed.namesRead(), PATIENCE);
        Map<String, Integer> partitions = new HashMap<>();
        topics.forEach((name, topic) -> partitions.put(name, topic.partitions().size()));
        Map<String, String> troubles = new HashMap<>(needed.troubles(partitions, settings));
        int least = leastInSync(settings);
        topics.forEach((name, topic) -> topic.partitions().stream()
                .filter(partition -> !writable(partition, least))
                .findFirst()
                .ifPresent(partition -> troubles.putIfAbsent(name, words(name, partition, least))));
        if (troubles.isEmpty()) {
            kafka.commitOffset(group, place, PATIENCE);
        }
        return troubles;
    }

    /** Of the topics whose settings this service may see. An installation has one value for all. */
    private static int leastInSync(Map<String, Map<String, String>> settings) {
        return settings.values().stream()
                .map(topic -> topic.get(MIN_INSYNC))
                .mapToInt(value -> value == null ? 1 : Integer.parseInt(value))
                .max()
                .orElse(1);
    }

    private static boolean writable(TopicPartitionInfo partition, int least) {
        return partition.leader() != null
                && partition.isr().size()
                        >= Math.min(least, partition.replicas().size());
    }

    private static String words(String topic, TopicPartitionInfo partition, int least) {
        return "Partition " + partition.partition() + " of topic " + topic + " takes no writes: "
                + (partition.leader() == null
                        ? "it has no leader."
                        : partition.isr().size() + " of " + least + " replicas are in sync.");
    }

    @Override
    public void close() {
        kafka.close();
    }
}
