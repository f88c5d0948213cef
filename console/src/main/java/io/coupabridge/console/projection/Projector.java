package io.coupabridge.console.projection;

import io.coupabridge.console.database.ConsoleDataException;
import io.coupabridge.console.database.ConsoleDatabase;
import io.micrometer.core.instrument.Counter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Brings polled records of one topic into the database, with the offset behind them in the same transaction. Replicas that
 * bring the same records take turns by the offset's row, so that each record is applied once. Not thread-safe.
 */
final class Projector {

    private static final Logger LOG = Logger.getLogger(Projector.class);

    private static final int TRIES = 3;

    private final Followed followed;
    private final ProjectionOffsets offsets;
    private final ConsoleDatabase database;
    private final Counter passed;
    private Failing failing;
    private int tries;

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
        } catch (FailedRecordException e) {
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
            passAlone(partition, record, "The database refuses what it holds.");
        } catch (FailedRecordException e) {
            if (mayPass(partition, record.offset())) {
                throw e;
            }
            LOG.debug("A record failed.", e);
            // not its message, which may quote the record
            passAlone(
                    partition,
                    record,
                    "It failed several times by " + e.getCause().getClass().getName() + ".");
        }
    }

    /** One record must not stop the topic; but what fails while a replica stops, for one, is read again by the next. */
    private boolean mayPass(TopicPartition partition, long offset) {
        Failing now = new Failing(partition, offset);
        tries = now.equals(failing) ? tries + 1 : 1;
        failing = now;
        return tries < TRIES;
    }

    private void passAlone(TopicPartition partition, ConsumerRecord<byte[], byte[]> record, String reason) {
        pass(record, reason);
        database.inTransaction(() -> {
            offsets.lock(partition);
            offsets.store(partition, record.offset() + 1);
            return null;
        });
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
        } catch (RuntimeException e) {
            throw databaseFailure(e).orElseGet(() -> new FailedRecordException(e));
        }
    }

    private static Optional<RuntimeException> databaseFailure(RuntimeException failure) {
        return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(ConsoleDataException.class::isInstance)
                .map(RuntimeException.class::cast)
                .findFirst();
    }

    private void pass(ConsumerRecord<byte[], byte[]> record, String reason) {
        passed.increment();
        LOG.warnf("Passed offset %d of %s-%d: %s", record.offset(), record.topic(), record.partition(), reason);
    }

    /** Of which record a try has failed. */
    private record Failing(TopicPartition partition, long offset) {}

    /** What is done with a record has failed, and not by the database. */
    private static final class FailedRecordException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        FailedRecordException(RuntimeException cause) {
            super(cause);
        }
    }
}
