package io.coupabridge.benchmark.bed;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;

/** A {@code read_committed} consumer that follows a topic from where it ends now, in a thread of its own. */
final class TopicFollower implements AutoCloseable {

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Consumer<Iterable<ConsumerRecord<byte[], byte[]>>> records;
    private final Thread thread;
    private final AtomicReference<Map<TopicPartition, Long>> end = new AtomicReference<>();
    private volatile boolean endWanted;
    private volatile boolean endReached;
    private volatile boolean closed;

    /** @param records takes what came with a poll, in that thread */
    TopicFollower(String bootstrapServers, String topic, Consumer<Iterable<ConsumerRecord<byte[], byte[]>>> records) {
        this.records = records;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        // looked up now, not at the first poll
        partitions.forEach(consumer::position);
        this.thread = new Thread(this::follow, "follower of " + topic);
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns when everything that is committed now has been taken. */
    void readToEnd(Duration atMost) {
        endReached = false;
        endWanted = true;
        Awaitility.await("the end of " + partitions.get(0).topic())
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> endReached);
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        try (consumer) {
            while (!closed) {
                records.accept(consumer.poll(Duration.ofMillis(50)));
                if (endWanted) {
                    endWanted = false;
                    end.set(new HashMap<>(consumer.endOffsets(partitions)));
                }
                Map<TopicPartition, Long> wanted = end.get();
                if (wanted != null
                        && wanted.entrySet().stream()
                                .allMatch(offset -> consumer.position(offset.getKey()) >= offset.getValue())) {
                    end.set(null);
                    endReached = true;
                }
            }
        }
    }
}
