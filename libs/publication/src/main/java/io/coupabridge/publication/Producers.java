package io.coupabridge.publication;

import org.apache.kafka.common.KafkaException;

/** Lends transactional producers, each to one stream at a time. */
interface Producers extends AutoCloseable {

    /**
     * A producer that no other stream has until it is given back.
     *
     * @throws KafkaException when Kafka fails
     */
    StreamProducer take();

    /** Takes back a producer with which everything is published that was to be, and known to be. Any other is discarded. */
    void giveBack(StreamProducer producer);

    /** How many wait for a stream. */
    int idle();

    /** Closes those that nobody has, and from now on whatever is given back. */
    @Override
    void close();
}
