package io.coupabridge.runtime.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** Sends messages, some at a time. Used by one thread; close it. */
final class ReplayOutbox implements AutoCloseable {

    private static final int AT_ONCE = 100;

    private final Producer<byte[], byte[]> producer;
    private final List<Future<RecordMetadata>> underWay = new ArrayList<>();

    ReplayOutbox(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    void send(ProducerRecord<byte[], byte[]> message) {
        underWay.add(producer.send(message));
        if (underWay.size() >= AT_ONCE) {
            settle();
        }
    }

    /**
     * When this returns, Kafka has everything that was sent.
     *
     * @throws KafkaException when Kafka has not taken all of it; some may be there nevertheless
     */
    void settle() {
        try {
            for (Future<RecordMetadata> sent : underWay) {
                sent.get();
            }
            underWay.clear();
        } catch (ExecutionException e) {
            throw new KafkaException("Kafka did not take a message.", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(10));
    }
}
