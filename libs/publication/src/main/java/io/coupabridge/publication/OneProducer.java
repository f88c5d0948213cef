package io.coupabridge.publication;

import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;

/**
 * Producers of one transactional id, for a ledger with one stream: each fences the one before it. So none may be kept for
 * later, and none of another stream can be hit.
 */
final class OneProducer implements Producers {

    private final Function<String, Producer<byte[], byte[]>> maker;
    private final String id;

    OneProducer(Function<String, Producer<byte[], byte[]>> maker, String id) {
        this.maker = maker;
        this.id = id;
    }

    @Override
    public StreamProducer take() {
        return StreamProducer.start(maker, id);
    }

    @Override
    public void giveBack(StreamProducer producer) {
        // another process may fence it at any time
        producer.discard();
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
