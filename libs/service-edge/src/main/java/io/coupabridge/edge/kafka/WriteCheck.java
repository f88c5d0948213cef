package io.coupabridge.edge.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
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

    /** Settings change by hand, and each topic's is a question of its own. */
    private static final Duration SETTINGS_COUNT = Duration.ofMinutes(1);

    private static final String MIN_INSYNC = "min.insync.replicas";

    private final NeededTopics needed;
    private final KafkaClients kafka;
    private final String group;
    private final TopicPartition place;
    private final LongSupplier nanos;

    /** As they were read last; null before that, and while they are not as they should be. */
    private Map<String, Map<String, String>> settings;

    private long settingsRead;

    /**
     * @param group has no members, and is this service's to commit for
     * @param place a partition of which the group keeps no other offset
     */
    public WriteCheck(NeededTopics needed, KafkaClients kafka, String group, TopicPartition place) {
        this(needed, kafka, group, place, System::nanoTime);
    }

    WriteCheck(NeededTopics needed, KafkaClients kafka, String group, TopicPartition place, LongSupplier nanos) {
        this.needed = needed;
        this.kafka = kafka.impatient();
        this.group = group;
        this.place = place;
        this.nanos = nanos;
    }

    /**
     * What an operator has to know, by the name of the topic; empty when Kafka takes writes.
     *
     * @throws org.apache.kafka.common.KafkaException when Kafka refuses, or does not answer within a few seconds
     */
    public synchronized Map<String, String> troubles() {
        Map<String, TopicDescription> topics = kafka.described(needed.names(), PATIENCE);
        if (settings == null || nanos.getAsLong() - settingsRead >= SETTINGS_COUNT.toNanos()) {
            settings = kafka.settings(needed.namesRead(), PATIENCE);
            settingsRead = nanos.getAsLong();
        }
        Map<String, Integer> partitions = new HashMap<>();
        topics.forEach((name, topic) -> partitions.put(name, topic.partitions().size()));
        Map<String, String> troubles = new HashMap<>(unwritable(topics, settings));
        Map<String, String> wrong = needed.troubles(partitions, settings);
        if (!wrong.isEmpty()) {
            troubles.putAll(wrong);
            // once they are mended, that shows at once
            settings = null;
        }
        if (troubles.isEmpty()) {
            kafka.commitOffset(group, place, PATIENCE);
        }
        return troubles;
    }

    /** @param settings of the topics whose settings this service may see; of the others only the leaders count */
    static Map<String, String> unwritable(
            Map<String, TopicDescription> topics, Map<String, Map<String, String>> settings) {
        Map<String, String> troubles = new HashMap<>();
        topics.forEach((name, topic) -> {
            int least = Integer.parseInt(settings.getOrDefault(name, Map.of()).getOrDefault(MIN_INSYNC, "1"));
            topic.partitions().stream()
                    .filter(partition -> !writable(partition, least))
                    .findFirst()
                    .ifPresent(partition -> troubles.put(name, words(name, partition, least)));
        });
        return troubles;
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
