package io.coupabridge.testing;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Makes consumers that see of a topic what a downstream consumer sees: {@code read_committed}, without a group. */
public final class TopicConsumer {

    /** As long as Kafka's own clients have it. */
    private static final Duration LONGEST_HELD = Duration.ofMillis(500);

    private TopicConsumer() {}

    /**
     * A consumer of all partitions of the topic; from where it reads them is up to the caller, who closes it.
     *
     * @param mostAtOnce records that a poll returns
     * @throws IllegalArgumentException when there is no such topic
     */
    public static KafkaConsumer<byte[], byte[]> open(String bootstrapServers, String topic, int mostAtOnce) {
        return open(bootstrapServers, topic, mostAtOnce, LONGEST_HELD);
    }

    /** @param longestHeld how long the broker may hold back its answer while there is nothing new */
    static KafkaConsumer<byte[], byte[]> open(
            String bootstrapServers, String topic, int mostAtOnce, Duration longestHeld) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        mostAtOnce,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        Math.toIntExact(longestHeld.toMillis())),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        if (partitions.isEmpty()) {
            consumer.close();
            throw new IllegalArgumentException("There is no topic " + topic + " on " + bootstrapServers + ".");
        }
        consumer.assign(partitions);
        return consumer;
    }

    /** How far the partitions are written, open transactions included: what such a consumer may still get to see. */
    static Map<TopicPartition, Long> written(String bootstrapServers, Set<TopicPartition> partitions) {
        Map<TopicPartition, OffsetSpec> latest =
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            return admin
                    .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                    .all()
                    .get(30, TimeUnit.SECONDS)
                    .entrySet()
                    .stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, end -> end.getValue().offset()));
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The ends of " + partitions + " cannot be read.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the ends of " + partitions + " were read.", e);
        }
    }
}
