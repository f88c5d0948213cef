package io.coupabridge.runtime.command;

import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.kafka.DeadLetters;
import io.coupabridge.runtime.message.UnreadableMessageException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

/**
 * One membership in the group that takes commands, from joining to leaving it. A record is done when its command is in the
 * ledger or its bytes are on the dead-letter topic. One that fails is tried again and again, with growing pauses in which
 * its partition waits and the others do not; meanwhile the consumer is polled on, so that it stays a member. What is committed
 * is what was done, not how far the consumer is: a poll that fails may have passed over records.
 */
final class CommandReader implements ConsumerRebalanceListener, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(CommandReader.class);
    private static final Duration LONGEST_POLL = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_COMMIT = Duration.ofSeconds(3);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(4);

    /** Who does not poll for five minutes is thrown out of the group, and what was done meanwhile is to be done again. */
    private static final Duration LONGEST_BATCH = Duration.ofMinutes(1);

    private final Consumer<byte[], byte[]> consumer;
    private final CommandIntake intake;
    private final DeadLetters deadLetters;
    private final Map<TopicPartition, Retry> retries = new HashMap<>();

    /** How far each partition is done that has brought records. */
    private final Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();

    private boolean uncommitted;
    private volatile Long lag;

    CommandReader(Consumer<byte[], byte[]> consumer, CommandIntake intake, DeadLetters deadLetters) {
        this.consumer = consumer;
        this.intake = intake;
        this.deadLetters = deadLetters;
    }

    /**
     * @param polled is told after each poll that shows that nothing hinders
     * @throws KafkaException also because of {@link #wakeUp}
     */
    void readUntil(Topic topic, BooleanSupplier stopped, Runnable polled) {
        consumer.subscribe(List.of(topic.topicName()), this);
        boolean first = true;
        while (!stopped.getAsBoolean()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(untilNextTry());
            // the first may end before it has been let in
            if (!first || !records.isEmpty()) {
                polled.run();
            }
            first = false;
            takeAll(records, stopped);
            commit();
            lag = consumer.assignment().isEmpty() ? null : behindDone();
        }
    }

    /** Of the others, how far they go the consumer would ask Kafka. */
    private long behindDone() {
        return done.keySet().stream()
                .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                .sum();
    }

    /** Ends a poll, now or the next one. By any thread. */
    void wakeUp() {
        consumer.wakeup();
    }

    /** How many records are not done, as far as is known; null while there are no partitions. By any thread. */
    Long lag() {
        return lag;
    }

    /** Commits what is done, and leaves the group. */
    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(LONGEST_CLOSE));
    }

    /** Ends with the first record that fails, for the next one may take as long to fail; the rest is polled again. */
    private void takeAll(ConsumerRecords<byte[], byte[]> records, BooleanSupplier stopped) {
        long end = System.nanoTime() + LONGEST_BATCH.toNanos();
        boolean goesOn = true;
        for (TopicPartition partition : records.partitions()) {
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                goesOn = goesOn && !stopped.getAsBoolean() && System.nanoTime() - end < 0 && take(partition, record);
                if (!goesOn) {
                    consumer.seek(partition, record.offset());
                    done.putIfAbsent(partition, new OffsetAndMetadata(record.offset()));
                    break;
                }
                done.put(partition, new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), ""));
                uncommitted = true;
            }
        }
    }

    private boolean take(TopicPartition partition, ConsumerRecord<byte[], byte[]> record) {
        try {
            takeOrBury(record);
            retries.remove(partition);
            return true;
        } catch (RuntimeException | Error e) {
            if (retries.put(partition, Retry.after(retries.get(partition))) == null) {
                LOG.warnf("A command waits to be taken, and its partition with it: %s", e.getMessage());
            }
            LOG.debug("Taking a command failed.", e);
            consumer.pause(List.of(partition));
            return false;
        }
    }

    private void takeOrBury(ConsumerRecord<byte[], byte[]> record) {
        try {
            intake.take(record.key(), record.value());
        } catch (UnreadableMessageException e) {
            deadLetters.bury(record, e.getMessage());
        }
    }

    /** Lets those partitions go on whose pause is over. */
    private Duration untilNextTry() {
        long now = System.nanoTime();
        long wait = LONGEST_POLL.toNanos();
        for (Map.Entry<TopicPartition, Retry> retry : retries.entrySet()) {
            long left = retry.getValue().due() - now;
            if (left > 0) {
                wait = Math.min(wait, left);
            } else {
                consumer.resume(List.of(retry.getKey()));
            }
        }
        return Duration.ofNanos(wait);
    }

    private void commit() {
        if (uncommitted) {
            uncommitted = false;
            consumer.commitAsync(Map.copyOf(done), (offsets, failure) -> uncommitted |= failure != null);
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        // each begins where the group left it
    }

    /** Also when the consumer is closed. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        try {
            consumer.commitSync(Map.copyOf(done), LONGEST_COMMIT);
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.debug("Some commands will be taken again.", e);
        }
        onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        retries.keySet().removeAll(partitions);
        done.keySet().removeAll(partitions);
    }

    /** The next pause behind this one. */
    static Duration doubled(Duration pause, Duration longest) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(longest) < 0 ? twice : longest;
    }

    /** When a partition is tried again; {@code due} by {@link System#nanoTime}. */
    private record Retry(Duration pause, long due) {

        static Retry after(Retry before) {
            Duration pause = before == null ? FIRST_PAUSE : doubled(before.pause, LONGEST_PAUSE);
            return new Retry(pause, System.nanoTime() + pause.toNanos());
        }
    }
}
