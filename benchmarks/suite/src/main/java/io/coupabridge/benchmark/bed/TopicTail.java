package io.coupabridge.benchmark.bed;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Follows a topic of records from where it ends now, counts each key, and notes when the last record reached it. A message
 * that tells of no record (a removal, or one without the id in its value) counts as surplus. Thread-safe.
 */
public final class TopicTail implements AutoCloseable {

    private static final Duration TO_THE_END = Duration.ofSeconds(60);

    private final Map<String, Integer> counts = new HashMap<>();
    private final Map<String, Long> firstOfTenant = new HashMap<>();
    private volatile long lastNanos;
    private final TopicFollower follower;

    public TopicTail(String bootstrapServers, String topic) {
        this.follower = new TopicFollower(bootstrapServers, topic, this::take);
    }

    /** When the last record came, as {@link System#nanoTime()}; 0 before the first. */
    public long lastNanos() {
        return lastNanos;
    }

    /** When a tenant's first record came, as {@link System#nanoTime()}; null before. */
    public synchronized Long firstNanosOf(String tenant) {
        return firstOfTenant.get(tenant);
    }

    /** Returns when all that is committed now has been counted. */
    public void readToEnd() {
        follower.readToEnd(TO_THE_END);
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

    /**
     * Reads to the end and compares.
     *
     * @throws IllegalStateException when a record was lost or came twice
     */
    public void requireExactly(Set<String> expected) {
        readToEnd();
        long missing = missing(expected);
        long surplus = surplus(expected);
        if (missing + surplus > 0) {
            throw new IllegalStateException(
                    "Of " + expected.size() + " records " + missing + " were lost, and " + surplus + " are too many.");
        }
    }

    @Override
    public void close() {
        follower.close();
    }

    private void take(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        long now = System.nanoTime();
        synchronized (this) {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                String key = new String(record.key(), StandardCharsets.UTF_8);
                int slash = key.indexOf('/');
                counts.merge(tells(record.value(), key.substring(slash + 1)) ? key : key + " without", 1, Integer::sum);
                firstOfTenant.putIfAbsent(key.substring(0, slash), now);
                lastNanos = now;
            }
        }
    }

    private static boolean tells(byte[] value, String id) {
        if (value == null) {
            return false;
        }
        String text = new String(value, StandardCharsets.UTF_8);
        return text.contains(id) && !text.contains("\"change\":\"REMOVED\"");
    }
}
