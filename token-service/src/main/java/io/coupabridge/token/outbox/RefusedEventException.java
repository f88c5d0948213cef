package io.coupabridge.token.outbox;

import java.util.function.Predicate;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/** Kafka refuses at least one of the events, and none of them was published. Others may be. */
final class RefusedEventException extends KafkaException {

    private static final long serialVersionUID = 1L;

    /** @param words name the event that was refused first, and say why it was */
    RefusedEventException(String words, Exception why) {
        super(words, why);
    }

    /** Whether the failure is an event's own. A Kafka that is away, or a session that is over, refuses none. */
    static boolean isOne(Exception failure) {
        return isAny(failure, RefusedEventException::isOfTopic) || isAny(failure, RefusedEventException::isOfEvent);
    }

    /** Whether every event of its topic is refused, whosever it is. */
    boolean ofTopic() {
        return isAny(this, RefusedEventException::isOfTopic);
    }

    private static boolean isOfTopic(Throwable cause) {
        return cause instanceof TopicAuthorizationException;
    }

    private static boolean isOfEvent(Throwable cause) {
        return cause instanceof RecordTooLargeException
                || cause instanceof RecordBatchTooLargeException
                || cause instanceof InvalidRecordException
                || cause instanceof InvalidTimestampException;
    }

    private static boolean isAny(Throwable failure, Predicate<Throwable> wanted) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (wanted.test(cause)) {
                return true;
            }
        }
        return false;
    }
}
