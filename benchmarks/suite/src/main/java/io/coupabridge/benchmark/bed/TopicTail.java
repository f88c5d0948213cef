package io.coupabridge.benchmark.bed;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A {@code read_committed} consumer that follows a topic from where it ends now, counts each key, and notes when the last
 * record reached it. Works in a thread of its own until it is closed; thread-safe.
 */
public final class TopicTail implements AutoCloseable {

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread = new Thread(this::follow, "topic-tail");
    private final Map<String, Integer> counts = new HashMap<>();
    private final Map<String, Long> firstOfTenant = new HashMap<>();
    private volatile long lastNanos;
    private volatile boolean closed;

    public TopicTail(String bootstrapServers, String topic) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        // looked up now, not at the first poll
        partitions.forEach(consumer::position);
        thread.setDaemon(true);
        thread.start();
    }

    /** When the last record came, as {@link System#nanoTime()}; 0 before the first. */
    public long lastNanos() {
        return lastNanos;
    }

    /** When a tenant's first record came, as {@link System#nanoTime()}; null before. */
    public synchronized Long firstNanosOf(String tenant) {
        return firstOfTenant.get(tenant);
    }

    /** How many records came. */
    public synchronized long count() {
        return counts.values().stream().mapToLong(Integer::longValue).sum();
    }

    /** How many of the keys that should have come did not. */
    public synchronized long missing(Set<String> expected) {
        return expected.stream().filter(key -> !counts.containsKey(key)).count();
    }

    /** How many records came more than once, or should not have come. */
    public synchronized long surplus(Set<String> expected) {
        return counts.entrySet().stream()
                .mapToLong(entry -> expected.contains(entry.getKey()) ? entry.getValue() - 1 : entry.getValue())
                .sum();
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
                take(consumer.poll(Duration.ofMillis(50)));
            }
        }
    }

    private void take(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        long now = System.nanoTime();
        synchronized (this) {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                String key = new String(record.key(), StandardCharsets.UTF_8);
                counts.merge(key, 1, Integer::sum);
                firstOfTenant.putIfAbsent(key.substring(0, key.indexOf('/')), now);
                lastNanos = now;
            }
        }
    }
}
