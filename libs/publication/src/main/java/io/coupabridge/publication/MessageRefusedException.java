package io.coupabridge.publication;

import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Kafka refuses a message for what it is, such as its size: publishing it again would not help. Nothing of its publication is
 * on Kafka, or in the ledger. The stream goes on.
 */
public final class MessageRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ProducerRecord<byte[], byte[]> message;

    MessageRefusedException(ProducerRecord<byte[], byte[]> message, Throwable cause) {
        super("Kafka refuses a message: " + cause.getMessage(), cause);
        this.message = message;
    }

    /** The first that was refused; null when Kafka does not say which. */
    public ProducerRecord<byte[], byte[]> message() {
        return message;
    }
}
