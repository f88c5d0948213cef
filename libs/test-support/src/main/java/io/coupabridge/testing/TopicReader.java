package io.coupabridge.testing;

import io.coupabridge.contracts.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads a topic from its beginning, or from a time on, as a {@code read_committed} consumer without a group: what a downstream consumer can
 * see, and in which order within a partition. Not thread-safe; close it.
 */
public final class TopicReader implements AutoCloseable {

    private static final Duration READ_LIMIT = Duration.ofSeconds(120);
    private static final Duration OPEN_TRANSACTION_LIMIT = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

    /** A reader is closed only when the broker has answered, and tests open and close hundreds. */
    private static final Duration LONGEST_HELD = Duration.ofMillis(50);

    private static final int MOST_AT_ONCE = 5_000;

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicRecord> seen = new ArrayList<>();

    private TopicReader(String bootstrapServers, String topic) {
        this.topic = topic;
        this.consumer = TopicConsumer.open(bootstrapServers, topic, MOST_AT_ONCE, LONGEST_HELD);
        consumer.seekToBeginning(consumer.assignment());
    }

    /** Passes over what was written before that time, by its producers' clocks. */
    private TopicReader from(Instant since) {
        Map<TopicPartition, Long> times = consumer.assignment().stream()
                .collect(Collectors.toMap(Function.identity(), partition -> since.toEpochMilli()));
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        consumer.offsetsForTimes(times)
                .forEach((partition, first) ->
                        consumer.seek(partition, first == null ? ends.get(partition) : first.offset()));
        return this;
    }

    /** Opens a reader that stands at the topic's beginning. */
    public static TopicReader open(String bootstrapServers, String topic) {
        return new TopicReader(bootstrapServers, topic);
    }

    public static TopicReader open(String bootstrapServers, Topic topic) {
        return open(bootstrapServers, topic.topicName());
    }

    /** Opens a reader that stands behind what was written before that time: many tests share a topic. */
    public static TopicReader open(String bootstrapServers, Topic topic, Instant since) {
        return open(bootstrapServers, topic).from(since);
    }

    /**
     * All records of the topic up to its current end, with those of transactions that are just being committed: Kafka
     * confirms a commit before consumers can see it. One that a killed producer left open is ended by the broker.
     *
     * @throws AssertionError when a transaction is still open after 30 seconds
     */
    public static List<TopicRecord> readAll(String bootstrapServers, Topic topic) {
        return readAll(bootstrapServers, topic.topicName());
    }

    public static List<TopicRecord> readAll(String bootstrapServers, String topic) {
        return readAll(bootstrapServers, open(bootstrapServers, topic));
    }

    /** As {@link #readAll}, without what was written before that time. */
    public static List<TopicRecord> readAll(String bootstrapServers, Topic topic, Instant since) {
        return readAll(bootstrapServers, open(bootstrapServers, topic, since));
    }

    private static List<TopicRecord> readAll(String bootstrapServers, TopicReader opened) {
        try (TopicReader reader = opened) {
            reader.awaitOpenTransactions(bootstrapServers);
            return reader.readToEnd();
        }
    }

    /** As {@link #readAll}, but keeps nothing: for topics with more records than memory holds. */
    public static void forEach(String bootstrapServers, Topic topic, Consumer<TopicRecord> action) {
        try (TopicReader reader = open(bootstrapServers, topic)) {
            reader.awaitOpenTransactions(bootstrapServers);
            reader.toEnd(() -> {
                reader.poll();
                reader.seen.forEach(action);
                reader.seen.clear();
            });
        }
    }

    /**
     * Reads on to the end that the topic has now (its last stable offset).
     *
     * @return everything read since this reader was opened
     * @throws AssertionError when the end is not reached within two minutes
     */
    public List<TopicRecord> readToEnd() {
        toEnd(this::poll);
        return List.copyOf(seen);
    }

    /**
     * Reads on until a record matches.
     *
     * @return the first match of all that this reader has read
     * @throws AssertionError when none comes within the time
     */
    public TopicRecord await(Predicate<TopicRecord> wanted, Duration time) {
        List<TopicRecord> found = awaitAll(records -> records.stream().anyMatch(wanted), time);
        return found.stream().filter(wanted).findFirst().orElseThrow();
    }

    /**
     * Reads on until everything read since this reader was opened satisfies the condition.
     *
     * @throws AssertionError when it does not within the time; the message quotes the last records
     */
    public List<TopicRecord> awaitAll(Predicate<List<TopicRecord>> enough, Duration time) {
        long limit = System.nanoTime() + time.toNanos();
        while (!enough.test(List.copyOf(seen))) {
            if (System.nanoTime() > limit) {
                throw new AssertionError("What was awaited on " + topic + " did not come within " + time + ". It has "
                        + seen.size() + " records; the last are " + lastOnes());
            }
            poll();
        }
        return List.copyOf(seen);
    }

    /** Reads on for the given time at most; returns what came, which may be nothing. */
    public List<TopicRecord> readOn(Duration time) {
        int before = seen.size();
        poll(time);
        return List.copyOf(seen.subList(before, seen.size()));
    }

    /** What was read so far, without reading on. */
    public List<TopicRecord> seen() {
        return List.copyOf(seen);
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void awaitOpenTransactions(String bootstrapServers) {
        Map<TopicPartition, Long> written = TopicConsumer.written(bootstrapServers, consumer.assignment());
        long limit = System.nanoTime() + OPEN_TRANSACTION_LIMIT.toNanos();
        while (!coveredBy(consumer.endOffsets(written.keySet()), written)) {
            if (System.nanoTime() > limit) {
                throw new AssertionError("A transaction on " + topic + " has been open for " + OPEN_TRANSACTION_LIMIT
                        + ", and hides what lies behind it.");
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    private static boolean coveredBy(Map<TopicPartition, Long> visible, Map<TopicPartition, Long> written) {
        return written.entrySet().stream().allMatch(end -> visible.get(end.getKey()) >= end.getValue());
    }

    private void toEnd(Runnable step) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        long limit = System.nanoTime() + READ_LIMIT.toNanos();
        while (!reached(ends)) {
            if (System.nanoTime() > limit) {
                throw new AssertionError("The end of " + topic + " was not reached within " + READ_LIMIT + ".");
            }
            step.run();
        }
    }

    private boolean reached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void poll() {
        poll(Duration.ofMillis(100));
    }

    private void poll(Duration time) {
        consumer.poll(time).forEach(record -> seen.add(TopicRecord.of(record)));
    }

    private List<String> lastOnes() {
        return seen.subList(Math.max(0, seen.size() - 5), seen.size()).stream()
                .map(record -> record.key() + "=" + record.text())
                .toList();
    }
}
