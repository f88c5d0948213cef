package io.coupabridge.publication;

import java.time.Duration;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/**
 * Producers of one transactional id, for a ledger with one stream: each fences the one before it. So none may be kept for
 * later, and none of another stream can be hit.
 */
final class OneProducer implements Producers {

    private static final Logger LOG = Logger.getLogger(OneProducer.class);

    private final Function<String, Producer<byte[], byte[]>> maker;
    private final String id;

    OneProducer(Function<String, Producer<byte[], byte[]>> maker, String id) {
        this.maker = maker;
        this.id = id;
    }

    @Override
    public StreamProducer take() {
        StreamProducer fresh = new StreamProducer(id, maker.apply(id));
        try {
            fresh.producer().initTransactions();
            return fresh;
        } catch (RuntimeException e) {
            discard(fresh);
            throw e;
        }
    }

    @Override
    public void giveBack(StreamProducer producer) {
        // another process may fence it at any time
        discard(producer);
    }

    @Override
    public void discard(StreamProducer producer) {
        try {
            producer.producer().close(Duration.ZERO);
        } catch (KafkaException e) {
            LOG.debugf(e, "The producer %s did not close in good order.", producer.id());
        }
    }

    @Override
    public int idle() {
        return 0;
    }

    @Override
    public void close() {
        // none waits
    }
}
