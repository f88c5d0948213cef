package io.coupabridge.publication;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What a stream publishes at once: messages, and what the ledger holds once Kafka has them. */
public interface Publishable {

    /** In their order. Without any, only the ledger changes. */
    List<ProducerRecord<byte[], byte[]>> messages();

    /** @param number the publication's */
    Consequence consequence(long number);

    /**
     * Stands beside the number on Kafka. The ledger gets it back when the stream is opened: {@link StreamLedger#found}. At most
     * 4,096 characters.
     */
    default String note() {
        return "";
    }
}
