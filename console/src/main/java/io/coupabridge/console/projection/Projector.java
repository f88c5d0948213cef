package io.coupabridge.console.projection;

import io.coupabridge.console.database.ConsoleDataException;
import io.coupabridge.console.database.ConsoleDatabase;
import io.micrometer.core.instrument.Counter;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Brings polled records of one topic into the database, with the offset behind them in the same transaction. Replicas that
 * bring the same records take turns by the offset's row, so that each record is applied once.
 */
final class Projector {

    private static final Logger LOG = Logger.getLogger(Projector.class);

    private final Followed followed;
    private final ProjectionOffsets offsets;
    private final ConsoleDatabase database;
    private final Counter passed;

    Projector(Followed followed, ProjectionOffsets offsets, ConsoleDatabase database, Counter passed) {
        this.followed = followed;
        this.offsets = offsets;
        this.database = database;
        this.passed = passed;
    }

    /** @param records of the partition, in their order; at least one */
    void apply(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
        try {
            inTransaction(partition, records);
        } catch (ConsoleDataException e) {
            if (!e.permanent()) {
                throw e;
            }
            // the database refuses what one of them holds: alone, each shows itself
            records.forEach(record -> applyAlone(partition, record));
        }
    }

    private void applyAlone(TopicPartition partition, ConsumerRecord<byte[], byte[]> record) {
        try {
            inTransaction(partition, List.of(record));
        } catch (ConsoleDataException e) {
            if (!e.permanent()) {
                throw e;
            }
            pass(record, "The database refuses what it holds.");
            database.inTransaction(() -> {
                offsets.lock(partition);
                offsets.store(partition, record.offset() + 1);
                return null;
            });
        }
    }

    private void inTransaction(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
        database.inTransaction(() -> {
            long next = offsets.lock(partition);
            records.stream().filter(record -> record.offset() >= next).forEach(this::applyOne);
            offsets.store(partition, records.get(records.size() - 1).offset() + 1);
            return null;
        });
    }

    private void applyOne(ConsumerRecord<byte[], byte[]> record) {
        try {
            followed.apply(record);
        } catch (GarbageException e) {
            pass(record, e.getMessage());
        }
    }

    private void pass(ConsumerRecord<byte[], byte[]> record, String reason) {
        passed.increment();
        LOG.warnf("Passed offset %d of %s-%d: %s", record.offset(), record.topic(), record.partition(), reason);
    }
}
