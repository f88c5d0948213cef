package io.coupabridge.publication;

import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * This service may not write to a topic. Nothing of the publication is on Kafka, or in the ledger. The stream goes on, for
 * other topics.
 */
public final class TopicRefusedException extends StreamLostException {

    private static final long serialVersionUID = 1L;

    private final transient ProducerRecord<byte[], byte[]> message;

    TopicRefusedException(ProducerRecord<byte[], byte[]> message, Throwable cause) {
        super("Kafka failed: " + cause.getMessage(), cause);
        this.message = message;
    }

    /** The first that was refused; null when Kafka does not say which. */
    public ProducerRecord<byte[], byte[]> message() {
        return message;
    }
}
