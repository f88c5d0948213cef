package io.coupabridge.runtime.command;

import io.coupabridge.edge.kafka.KafkaClients;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Commands that the channel never handed on. Kafka's client moves on before it may find that another broker does not let it
 * in. Then the poll fails, the channel polls again, and the records of the poll that failed are never seen. The gap in the
 * offsets tells, and the gap is read again. A transaction's marker leaves a gap too, which has no records.
 */
final class SkippedCommands {

    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaClients kafka;
    private final String group;

    SkippedCommands(KafkaClients kafka, String group) {
        this.kafka = kafka;
        this.group = group;
    }

    /**
     * Hands on each record of the partition that nobody has done. False when the replica stopped before.
     *
     * @param next the offset behind the last one that was done here; 0 when none was
     * @param offset of the record that came, or where the channel stands
     */
    boolean between(
            TopicPartition partition,
            long next,
            long offset,
            Consumer<ConsumerRecord<byte[], byte[]>> taker,
            BooleanSupplier stopped) {
        if (next >= offset) {
            return true;
        }
        // others may have done some, while they had the partition
        long first = Math.max(next, kafka.committedOffset(group, partition).orElse(0L));
        if (first >= offset) {
            return true;
        }
        try (org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer = kafka.consumer(group)) {
            consumer.assign(Set.of(partition));
            consumer.seek(partition, first);
            while (consumer.position(partition) < offset) {
                if (stopped.getAsBoolean()) {
                    return false;
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.offset() < offset) {
                        taker.accept(record);
                    }
                }
            }
        }
        return true;
    }
}
