package io.coupabridge.publication;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/** Finds out whether Kafka refuses a message of a transaction, and which. A Kafka that is away refuses none. */
final class RefusedMessage {

    private final AtomicReference<Failed> first = new AtomicReference<>();

    private record Failed(ProducerRecord<byte[], byte[]> message, Exception why) {}

    Callback of(ProducerRecord<byte[], byte[]> message) {
        return (place, failure) -> {
            // once it is aborted, those before and behind fail as well
            if (failure != null && refused(failure) != null) {
                first.compareAndSet(null, new Failed(message, failure));
            }
        };
    }

    /**
     * Aborts the transaction if a message of it is refused.
     *
     * @param failure of the transaction
     * @return empty when none is, or when the transaction could not be aborted
     */
    Optional<RuntimeException> abort(Producer<byte[], byte[]> producer, Exception failure) {
        if (refused(failure) == null && first.get() == null) {
            return Optional.empty();
        }
        try {
            producer.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            failure.addSuppressed(e);
            return Optional.empty();
        }
        // now every message has told how it ended
        Failed failed = first.get();
        Throwable why = refused(failed == null ? failure : failed.why);
        ProducerRecord<byte[], byte[]> message = failed == null ? null : failed.message;
        return Optional.of(
                why instanceof TopicAuthorizationException
                        ? new TopicRefusedException(message, why)
                        : new MessageRefusedException(message, why));
    }

    /** Null when it is no refusal. */
    private static Throwable refused(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RecordTooLargeException
                    || cause instanceof RecordBatchTooLargeException
                    || cause instanceof InvalidRecordException
                    || cause instanceof InvalidTimestampException
                    || cause instanceof TopicAuthorizationException) {
                return cause;
            }
        }
        return null;
    }
}
