package io.coupabridge.token.outbox;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/** Kafka refuses at least one of the events, and none of them was published. Others may be. */
final class RefusedEventException extends KafkaException {

    private static final long serialVersionUID = 1L;

    /** @param words name the event that was refused first, and say why it was */
    RefusedEventException(String words, Throwable why) {
        super(words, why);
    }

    /** Whether every event of its topic is refused, whosever it is. */
    boolean ofTopic() {
        return getCause() instanceof TopicAuthorizationException;
    }
}
