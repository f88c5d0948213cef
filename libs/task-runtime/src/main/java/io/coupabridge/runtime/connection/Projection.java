package io.coupabridge.runtime.connection;

import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.health.ChannelPositions;
import io.coupabridge.edge.health.ConsumerProgress.Stand;
import io.coupabridge.edge.health.ConsumerWatch;
import io.coupabridge.edge.kafka.KafkaClients;
import io.coupabridge.publication.deadletter.DeadLetters;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.ledger.Database;
import io.coupabridge.runtime.ledger.LedgerException;
import io.coupabridge.runtime.message.UnreadableMessageException;
import io.coupabridge.runtime.publication.Streams;
import io.coupabridge.runtime.schedule.TenantScheduler;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Keeps {@code coupa.connections} and the task's token topic in the ledger's database, with the topics' offsets beside the
 * rows: a restart reads nothing again, and a database that was restored or is empty reads what it lacks. Every replica
 * reads every partition; the versions make that harmless. No row is ever removed: a deleted connection keeps its version,
 * so that no older event brings it back. Goes on for ever, whatever fails.
 */
@ApplicationScoped
public class Projection {

    private static final Logger LOG = Logger.getLogger(Projection.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final ConnectionStore store;
    private final EventReader events;
    private final Database database;
    private final KafkaClients kafka;
    private final DeadLetters deadLetters;
    private final TenantScheduler scheduler;
    private final ConsumerWatch watch;
    private final Task task;
    private volatile Map<TopicPartition, Stand> stands = Map.of();
    private volatile boolean stopped;
    private volatile boolean caughtUp;
    private volatile Consumer<byte[], byte[]> current;

    Projection(
            ConnectionStore store,
            EventReader events,
            Database database,
            KafkaClients kafka,
            DeadLetters deadLetters,
            TenantScheduler scheduler,
            ConsumerWatch watch,
            TaskHandler handler) {
        this.store = store;
        this.events = events;
        this.database = database;
        this.kafka = kafka;
        this.deadLetters = deadLetters;
        this.scheduler = scheduler;
        this.watch = watch;
        this.task = handler.task();
        topics().forEach(deadLetters::countFromZero);
    }

    public void start() {
        watch.watch("projection", () -> stands);
        Thread thread = new Thread(this::readForEver, "projection");
        thread.setDaemon(true);
        thread.start();
    }

    public void stop() {
        stopped = true;
        Consumer<byte[], byte[]> reading = current;
        if (reading != null) {
            reading.wakeup();
        }
    }

    /** Whether what was in the topics when this replica started is in the database. */
    public boolean caughtUp() {
        return caughtUp;
    }

    private void readForEver() {
        while (!stopped) {
            try (Consumer<byte[], byte[]> consumer = kafka.consumer(task.group("projection"))) {
                current = consumer;
                assign(consumer);
                Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
                caughtUp = caughtUp || nothingNew(consumer, ends);
                while (!stopped) {
                    apply(poll(consumer));
                    stands = ChannelPositions.of(consumer);
                    caughtUp = caughtUp || reached(consumer, ends);
                }
            } catch (RuntimeException | Error e) {
                if (!stopped) {
                    LOG.warnf("The projection of connections and tokens pauses: %s", e.getMessage());
                    LOG.debug("Projection failed.", e);
                    pause();
                }
            }
        }
    }

    private List<Topic> topics() {
        return List.of(Topic.CONNECTIONS, task.tokenTopic());
    }

    private void assign(Consumer<byte[], byte[]> consumer) {
        Map<TopicPartition, Long> next = new HashMap<>();
        for (Topic topic : topics()) {
            List<PartitionInfo> existing = consumer.partitionsFor(topic.topicName());
            if (existing == null || existing.isEmpty()) {
                throw new IllegalStateException("Topic " + topic.topicName() + " does not exist.");
            }
            Map<Integer, Long> stored = store.nextOffsets(topic.topicName());
            existing.forEach(
                    info -> next.put(new TopicPartition(info.topic(), info.partition()), stored.get(info.partition())));
        }
        consumer.assign(next.keySet());
        next.forEach((partition, offset) -> {
            if (offset == null) {
                consumer.seekToBeginning(Set.of(partition));
            } else {
                consumer.seek(partition, offset);
            }
        });
    }

    /** What it brings is not done yet; what it cannot bring is behind the position. */
    private ConsumerRecords<byte[], byte[]> poll(Consumer<byte[], byte[]> consumer) {
        ConsumerRecords<byte[], byte[]> records = ConsumerRecords.empty();
        try {
            records = consumer.poll(POLL);
            return records;
        } finally {
            Map<TopicPartition, Stand> now = ChannelPositions.of(consumer);
            for (TopicPartition partition : records.partitions()) {
                List<ConsumerRecord<byte[], byte[]>> polled = records.records(partition);
                now.put(partition, new Stand(polled.get(0).offset(), polled.size(), true));
            }
            stands = now;
        }
    }

    private void apply(ConsumerRecords<byte[], byte[]> records) {
        try {
            apply(records, this::applyOne);
        } catch (LedgerException e) {
            if (!e.permanent()) {
                throw e;
            }
            // the database refuses what one of them holds: alone, each shows itself
            records.forEach(this::applyAlone);
        }
    }

    private void applyAlone(ConsumerRecord<byte[], byte[]> record) {
        ConsumerRecords<byte[], byte[]> alone = new ConsumerRecords<>(
                Map.of(new TopicPartition(record.topic(), record.partition()), List.of(record)), Map.of());
        try {
            apply(alone, this::applyOne);
        } catch (LedgerException e) {
            if (!e.permanent()) {
                throw e;
            }
            apply(alone, (refused, changed) -> {
                throw new UnreadableMessageException("The database refuses what the event holds.");
            });
        }
    }

    private void apply(
            ConsumerRecords<byte[], byte[]> records, BiConsumer<ConsumerRecord<byte[], byte[]>, Set<TenantId>> use) {
        if (records.isEmpty()) {
            return;
        }
        Set<TenantId> changed = new HashSet<>();
        Map<ConsumerRecord<byte[], byte[]>, String> unreadable = new LinkedHashMap<>();
        database.inTransaction(() -> {
            for (TopicPartition partition : records.partitions()) {
                applyPartition(partition, records.records(partition), record -> {
                    try {
                        use.accept(record, changed);
                    } catch (UnreadableMessageException e) {
                        unreadable.put(record, e.getMessage());
                    }
                });
            }
            deadLetters.bury(unreadable);
            changed.removeIf(tenant -> !store.hasWork(tenant));
            changed.forEach(tenant -> scheduler.ask(tenant, Streams.RUNS));
        });
        changed.forEach(tenant -> scheduler.nudge(tenant, Streams.RUNS));
    }

    /** Without what another replica has applied already: its dead letters are written. */
    private void applyPartition(
            TopicPartition partition,
            List<ConsumerRecord<byte[], byte[]>> records,
            java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> use) {
        long next = store.lockNextOffset(partition.topic(), partition.partition());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.offset() >= next) {
                use.accept(record);
            }
        }
        long behind = records.get(records.size() - 1).offset() + 1;
        store.storeNextOffset(partition.topic(), partition.partition(), behind);
    }

    private void applyOne(ConsumerRecord<byte[], byte[]> record, Set<TenantId> changed) {
        if (record.value() == null) {
            // an erased tenant's; it proves nothing, and what is gone was told by a signed event
            return;
        }
        if (record.topic().equals(task.tokenTopic().topicName())) {
            TokenEvent event = events.token(record);
            if (store.store(event)) {
                changed.add(event.tenantId());
            } else {
                sayThatItIsOlder(record, event.tenantId());
            }
        } else {
            ConnectionEvent event = events.connection(record);
            if (store.store(event)) {
                changed.add(event.tenantId());
            } else if (store.knowsNewer(event)) {
                sayThatItIsOlder(record, event.tenantId());
            }
        }
    }

    /** On its topic, token-service never goes back by itself. */
    private static void sayThatItIsOlder(ConsumerRecord<byte[], byte[]> record, TenantId tenant) {
        LOG.warnf(
                "An event of tenant %s on %s is older than what is known, and changes nothing. Was token-service's"
                        + " database restored?",
                tenant, record.topic());
    }

    /** Else a restart would wait for a poll's whole time before it is ready. Beyond the end lies what another topic had. */
    private static boolean nothingNew(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) == end.getValue());
    }

    private static boolean reached(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_AFTER_FAILURE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
