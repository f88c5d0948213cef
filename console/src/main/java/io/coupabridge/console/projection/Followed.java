package io.coupabridge.console.projection;

import io.coupabridge.contracts.Topic;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A topic that the console follows, and what it does with a record. A bean of this type is all that it takes. */
public interface Followed {

    Topic topic();

    /**
     * Brings a record into the database, within the transaction that also stores how far the topic is read. An older record
     * than what is known must change nothing.
     *
     * @throws GarbageException when nothing can be made of it: it is counted and passed
     */
    void apply(ConsumerRecord<byte[], byte[]> record);
}
