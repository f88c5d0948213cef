package io.coupabridge.publication;

import org.apache.kafka.clients.producer.Producer;

/**
 * A transactional producer that one stream at a time publishes with.
 *
 * @param id by which another process can fence it; never given to a second producer
 */
record StreamProducer(String id, Producer<byte[], byte[]> producer) {}
