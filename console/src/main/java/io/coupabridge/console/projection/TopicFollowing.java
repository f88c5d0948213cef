package io.coupabridge.console.projection;

import io.coupabridge.contracts.KafkaRights;
import io.coupabridge.edge.health.ChannelPositions;
import io.coupabridge.edge.health.ConsumerProgress.Stand;
import io.coupabridge.edge.kafka.KafkaClients;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** Follows one topic in a thread of its own, for ever, whatever fails. Every replica reads every partition. */
final class TopicFollowing {

    private static final Logger LOG = Logger.getLogger(TopicFollowing.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final String topic;
    private final Projector projector;
    private final ProjectionOffsets offsets;
    private final KafkaClients kafka;
    private final CountDownLatch stop = new CountDownLatch(1);

    /** Behind what was last applied by this thread. */
    private final Map<TopicPartition, Long> read = new HashMap<>();

    private volatile Map<TopicPartition, Stand> stands = Map.of();
    private volatile boolean caughtUp;
    private volatile Consumer<byte[], byte[]> current;

    TopicFollowing(String topic, Projector projector, ProjectionOffsets offsets, KafkaClients kafka) {
        this.topic = topic;
        this.projector = projector;
        this.offsets = offsets;
        this.kafka = kafka;
    }

    void start() {
        Thread thread = new Thread(this::readForEver, "follow " + topic);
        thread.setDaemon(true);
        thread.start();
    }

    void stop() {
        stop.countDown();
        Consumer<byte[], byte[]> reading = current;
        if (reading != null) {
            reading.wakeup();
        }
    }

    /** Whether what was in the topic when this replica started is in the database. */
    boolean caughtUp() {
        return caughtUp;
    }

    String topic() {
        return topic;
    }

    Map<TopicPartition, Stand> stands() {
        return stands;
    }

    private boolean stopped() {
        return stop.getCount() == 0;
    }

    private void readForEver() {
        while (!stopped()) {
            try (Consumer<byte[], byte[]> consumer = kafka.consumer(KafkaRights.CONSOLE_GROUP)) {
                current = consumer;
                Map<TopicPartition, Long> ends = assign(consumer);
                caughtUp = caughtUp || reached(consumer, ends);
                while (!stopped()) {
                    readOn(consumer);
                    caughtUp = caughtUp || reached(consumer, ends);
                }
            } catch (RuntimeException | Error e) {
                if (!stopped()) {
                    LOG.warnf("Following %s pauses: %s", topic, e.getMessage());
                    LOG.debug("Following failed.", e);
                    pause();
                }
            }
        }
    }

    /** @return where the partitions end now */
    private Map<TopicPartition, Long> assign(Consumer<byte[], byte[]> consumer) {
        List<PartitionInfo> existing = consumer.partitionsFor(topic);
        if (existing == null || existing.isEmpty()) {
            throw new IllegalStateException("Topic " + topic + " does not exist.");
        }
        Map<Integer, Long> stored = offsets.next(topic);
        List<TopicPartition> partitions = existing.stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        read.clear();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        for (TopicPartition partition : partitions) {
            Long offset = stored.get(partition.partition());
            if (offset == null) {
                consumer.seekToBeginning(Set.of(partition));
            } else if (offset > ends.get(partition)) {
                beginAgain(consumer, partition, ends.get(partition));
            } else {
                consumer.seek(partition, offset);
            }
        }
        return ends;
    }

    /** A topic that was made anew ends before what was read of the one before. Else all up to there would be passed over. */
    private void beginAgain(Consumer<byte[], byte[]> consumer, TopicPartition partition, long end) {
        LOG.warnf("%s ends before what was read of it. It is read from its beginning.", partition);
        consumer.seekToBeginning(Set.of(partition));
        offsets.beginAgain(partition, consumer.position(partition), end);
    }

    private void readOn(Consumer<byte[], byte[]> consumer) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        // what a poll has brought is not done yet; what it cannot bring is behind the position
        Map<TopicPartition, Stand> now = new HashMap<>(ChannelPositions.of(consumer));
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> polled = records.records(partition);
            now.put(partition, new Stand(polled.get(0).offset(), polled.size(), true));
        }
        stands = now;
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> polled = records.records(partition);
            long first = polled.get(0).offset();
            if (first < read.getOrDefault(partition, first)) {
                LOG.warnf("%s was made anew. It is read from its beginning.", partition);
                offsets.beginAgain(partition, first, first);
            }
            projector.apply(partition, polled);
            read.put(partition, polled.get(polled.size() - 1).offset() + 1);
        }
        stands = ChannelPositions.of(consumer);
    }

    private static boolean reached(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void pause() {
        try {
            stop.await(PAUSE_AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
