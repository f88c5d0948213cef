package io.coupabridge.benchmark.bed;

import io.coupabridge.testing.TopicConsumer;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** A {@code read_committed} consumer that follows a topic from where it ends now, in a thread of its own. */
final class TopicFollower implements AutoCloseable {

    /** All records of a poll have one time of arrival. */
    private static final int MOST_AT_ONCE = 500;

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Consumer<Iterable<ConsumerRecord<byte[], byte[]>>> records;
    private final Thread thread;
    private final Queue<End> ends = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;
    private volatile Throwable failure;

    /** @param records takes what came with a poll, in that thread */
    TopicFollower(String bootstrapServers, String topic, Consumer<Iterable<ConsumerRecord<byte[], byte[]>>> records) {
        this(atEnd(bootstrapServers, topic), topic, records);
    }

    /** @param consumer stands where following begins; closed with this */
    TopicFollower(
            KafkaConsumer<byte[], byte[]> consumer,
            String topic,
            Consumer<Iterable<ConsumerRecord<byte[], byte[]>>> records) {
        this.records = records;
        this.topic = topic;
        this.consumer = consumer;
        this.thread = new Thread(this::follow, "follower of " + topic);
        thread.setDaemon(true);
        thread.start();
    }

    /** A consumer that stands where the topic ends now. */
    static KafkaConsumer<byte[], byte[]> atEnd(String bootstrapServers, String topic) {
        KafkaConsumer<byte[], byte[]> consumer = TopicConsumer.open(bootstrapServers, topic, MOST_AT_ONCE);
        consumer.seekToEnd(consumer.assignment());
        // looked up now, not at the first poll
        consumer.assignment().forEach(consumer::position);
        return consumer;
    }

    /** Somebody waits until the topic is read as far as it goes now. */
    private static final class End {
        private Map<TopicPartition, Long> offsets;
        private volatile boolean reached;
    }

    /** Returns when everything up to the last stable offset of now has been taken. Thread-safe. */
    void readToEnd(Duration atMost) {
        End end = new End();
        ends.add(end);
        Awaitility.await("the end of " + topic)
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    requireAlive();
                    return end.reached;
                });
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

    /**
     * Whoever waits for records would else wait in vain. Thread-safe.
     *
     * @throws IllegalStateException when the thread has died
     */
    void requireAlive() {
        if (failure != null) {
            throw new IllegalStateException("Nobody follows " + topic + " any more.", failure);
        }
    }

    private void follow() {
        try (consumer) {
            while (!closed) {
                records.accept(consumer.poll(Duration.ofMillis(50)));
                ends.removeIf(this::reached);
            }
        } catch (Throwable e) {
            failure = e;
        }
    }

    private boolean reached(End end) {
        if (end.offsets == null) {
            end.offsets = consumer.endOffsets(consumer.assignment());
        }
        end.reached = end.offsets.entrySet().stream()
                .allMatch(offset -> consumer.position(offset.getKey()) >= offset.getValue());
        return end.reached;
    }
}
