package io.coupabridge.runtime.replay;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.message.Messages;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads what may be in a selection: partition by partition, up to where each ended when it was begun, for a bounded time,
 * with no more than a fetch of one partition in memory. Used by one thread; close it.
 */
final class TopicScan implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration BOUND = Duration.ofSeconds(10);

    private final Consumer<byte[], byte[]> consumer;
    private final Selection selection;
    private final long deadlineNanos;
    private final Deque<Integer> partitions = new ArrayDeque<>();
    private Iterator<ConsumerRecord<byte[], byte[]>> fetched = Collections.emptyIterator();
    private TopicPartition current;
    private long position;
    private long end;
    private long read;

    /** @param atMost after this time no more is fetched */
    TopicScan(Consumer<byte[], byte[]> consumer, Selection selection, Duration atMost) {
        this.consumer = consumer;
        this.selection = selection;
        this.deadlineNanos = System.nanoTime() + atMost.toNanos();
        int first = selection.start() == null ? 0 : selection.start().partition();
        IntStream.range(first, selection.topic().partitions())
                .filter(this::mayHoldTheTenant)
                .forEach(partitions::add);
    }

    /**
     * The next message; empty at the end of the topic, or when the time is over.
     *
     * @throws org.apache.kafka.common.KafkaException when Kafka does not answer
     */
    Optional<ConsumerRecord<byte[], byte[]>> next() {
        while (true) {
            if (current == null || position >= end) {
                if (partitions.isEmpty()) {
                    return Optional.empty();
                }
                begin(partitions.remove());
            } else if (fetched.hasNext()) {
                ConsumerRecord<byte[], byte[]> message = fetched.next();
                position = message.offset() + 1;
                if (message.offset() < end) {
                    read++;
                    return Optional.of(message);
                }
            } else if (System.nanoTime() - deadlineNanos >= 0) {
                return Optional.empty();
            } else {
                fetched = consumer.poll(POLL).records(current).iterator();
                // what ends a transaction has an offset and is no message
                position = fetched.hasNext() ? position : consumer.position(current);
            }
        }
    }

    /** Where a later scan goes on; empty when this one has reached the end. */
    Optional<Place> rest() {
        if (current != null && position < end) {
            return Optional.of(new Place(current.partition(), position));
        }
        return Optional.ofNullable(partitions.peek()).map(partition -> new Place(partition, 0));
    }

    /** How many messages were looked at. */
    long read() {
        return read;
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void begin(int partition) {
        current = new TopicPartition(selection.topic().topicName(), partition);
        fetched = Collections.emptyIterator();
        consumer.assign(List.of(current));
        end = consumer.endOffsets(List.of(current), BOUND).get(current);
        position = Math.max(consumer.beginningOffsets(List.of(current), BOUND).get(current), wanted(partition));
        if (position < end) {
            consumer.seek(current, position);
        }
    }

    private long wanted(int partition) {
        Place start = selection.start();
        long offset = start != null && start.partition() == partition ? start.offset() : 0;
        if (selection.from() == null) {
            return offset;
        }
        OffsetAndTimestamp first = consumer.offsetsForTimes(
                        Map.of(current, selection.from().toEpochMilli()), BOUND)
                .get(current);
        return first == null ? end : Math.max(offset, first.offset());
    }

    private boolean mayHoldTheTenant(int partition) {
        TenantId tenant = selection.tenant();
        return tenant == null
                || selection.topic().partitions() == 1
                || Messages.partition(tenant, selection.topic()) == partition;
    }
}
