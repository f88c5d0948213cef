package io.coupabridge.benchmark.bed;

import io.coupabridge.testing.TopicRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Follows a topic of records from where it ends now, counts each key, and notes when the last record reached it. A message
 * that tells of no record (no value, or a removal) counts as surplus. The records of some keys are kept. Thread-safe.
 */
public final class TopicTail implements AutoCloseable {

    private static final Duration LAST_RECORDS = Duration.ofSeconds(10);

    /** Ten million records take a minute. */
    private static final Duration TO_THE_END = Duration.ofMinutes(10);

    private final Map<String, Integer> counts = new HashMap<>();
    private final Map<String, Long> firstOfTenant = new HashMap<>();
    private final Set<String> keysToKeep;
    private final Map<String, TopicRecord> kept = new HashMap<>();
    private volatile long lastNanos;
    private final TopicFollower follower;

    public TopicTail(String bootstrapServers, String topic) {
        this(bootstrapServers, topic, Set.of());
    }

    /** @param keysToKeep of the records that {@link #kept()} gives */
    public TopicTail(String bootstrapServers, String topic, Set<String> keysToKeep) {
        this.keysToKeep = keysToKeep;
        this.follower = new TopicFollower(bootstrapServers, topic, this::take);
    }

    private TopicTail(Mark mark) {
        this.keysToKeep = Set.of();
        this.follower = new TopicFollower(mark.consumer, mark.topic, this::take);
    }

    /** Where a topic ended once. Reading from there takes none of the machine's time until it begins. */
    public static final class Mark implements AutoCloseable {

        private final KafkaConsumer<byte[], byte[]> consumer;
        private final String topic;

        private Mark(KafkaConsumer<byte[], byte[]> consumer, String topic) {
            this.consumer = consumer;
            this.topic = topic;
        }

        /** Reads from the mark on; closing the tail is enough then. Once. */
        public TopicTail follow() {
            return new TopicTail(this);
        }

        @Override
        public void close() {
            consumer.close();
        }
    }

    /** Notes where a topic ends now. */
    public static Mark mark(String bootstrapServers, String topic) {
        return new Mark(TopicFollower.atEnd(bootstrapServers, topic), topic);
    }

    /** When the last record came, as {@link System#nanoTime()}; 0 before the first. */
    public long lastNanos() {
        return lastNanos;
    }

    /** When a tenant's first record came, as {@link System#nanoTime()}; null before. */
    public synchronized Long firstNanosOf(String tenant) {
        return firstOfTenant.get(tenant);
    }

    /**
     * Returns when these have come, or did not within some seconds, and then all that is committed has been counted. A
     * transaction's last records may become visible a moment after its commit returned; what is too much comes no later.
     */
    public void await(Set<String> expected) {
        follower.readToEnd(TO_THE_END);
        try {
            Awaitility.await()
                    .atMost(LAST_RECORDS)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> missing(expected) == 0);
        } catch (ConditionTimeoutException lost) {
            // the comparison says how many
        }
        follower.readToEnd(TO_THE_END);
    }

    /** How many of the keys that should have come did not. */
    public synchronized long missing(Set<String> expected) {
        return expected.stream().filter(key -> counts.getOrDefault(key, 0) == 0).count();
    }

    /** How many records came more than once, or should not have come. */
    public synchronized long surplus(Set<String> expected) {
        return counts.entrySet().stream()
                .mapToLong(entry ->
                        expected.contains(entry.getKey()) ? Math.max(0, entry.getValue() - 1) : entry.getValue())
                .sum();
    }

    /**
     * {@link #await Waits} and compares.
     *
     * @throws IllegalStateException when a record was lost or came twice
     */
    public void requireExactly(Set<String> expected) {
        await(expected);
        long missing = missing(expected);
        long surplus = surplus(expected);
        if (missing + surplus > 0) {
            throw new IllegalStateException(
                    "Of " + expected.size() + " records " + missing + " were lost, and " + surplus + " are too many.");
        }
    }

    /** By key, the last record of each key to keep, as far as they came. */
    public synchronized Map<String, TopicRecord> kept() {
        return Map.copyOf(kept);
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
                counts.merge(tells(record.value()) ? key : key + " without", 1, Integer::sum);
                if (keysToKeep.contains(key)) {
                    kept.put(key, TopicRecord.of(record));
                }
                firstOfTenant.putIfAbsent(key.substring(0, slash), now);
                lastNanos = now;
            }
        }
    }

    private static boolean tells(byte[] value) {
        return value != null && !new String(value, StandardCharsets.UTF_8).contains("\"change\":\"REMOVED\"");
    }
}
