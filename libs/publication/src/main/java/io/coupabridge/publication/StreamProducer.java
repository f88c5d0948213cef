package io.coupabridge.publication;

import org.apache.kafka.clients.producer.Producer;

/**
 * A transactional producer that one stream at a time publishes with.
 *
 * @param id by which another process can fence it. No other stream's producer ever has it: of a pool it is never given to a
 *     second producer, and with {@link OneProducer} there is no other stream
 */
record StreamProducer(String id, Producer<byte[], byte[]> producer) {}
