package io.coupabridge.publication;

import java.time.Duration;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/**
 * A transactional producer that one stream at a time publishes with.
 *
 * @param id by which another process can fence it. No other stream's producer ever has it: of a pool it is never given to a
 *     second producer, and with {@link OneProducer} there is no other stream
 */
record StreamProducer(String id, Producer<byte[], byte[]> producer) {

    private static final Logger LOG = Logger.getLogger(StreamProducer.class);

    /**
     * One that may begin transactions; whoever had its id before is fenced.
     *
     * @param maker makes the producer that has the given transactional id
     * @throws KafkaException when Kafka fails
     */
    static StreamProducer start(Function<String, Producer<byte[], byte[]>> maker, String id) {
        StreamProducer fresh = new StreamProducer(id, maker.apply(id));
        try {
            fresh.producer.initTransactions();
            return fresh;
        } catch (RuntimeException e) {
            fresh.discard();
            throw e;
        }
    }

    /** Closes it: it is not known whether it has published what it was to, or it failed, or nobody wants it any more. */
    void discard() {
        try {
            // At once: what is not committed by now is to be aborted, and the stream's next owner sees to that.
            producer.close(Duration.ZERO);
        } catch (KafkaException e) {
            // whoever closes it is done with it, and may be at work on something else
            LOG.debugf(e, "The producer %s did not close in good order.", id);
        }
    }
}
