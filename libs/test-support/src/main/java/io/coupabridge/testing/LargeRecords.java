package io.coupabridge.testing;

import io.coupabridge.contracts.Topic;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Records as large as a topic takes, or larger than it should take, where its limits were forgotten. */
public final class LargeRecords {

    private final String bootstrapServers;
    private final Topic topic;
    private final int partition;

    public LargeRecords(String bootstrapServers, Topic topic, int partition) {
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
        this.partition = partition;
    }

    /** Puts them on the partition: a large key, large names of headers, many headers. Then the topic has its limits again. */
    public void send() {
        TopicSettings limits = new TopicSettings(bootstrapServers, topic);
        limits.set(Map.of("max.message.bytes", "5000000", "compression.type", "producer"));
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "compression.type",
                "gzip",
                "max.request.size",
                6_000_000,
                "buffer.memory",
                20_000_000L);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            send(producer, new byte[1_048_400], new RecordHeaders());
            send(producer, new byte[4], new RecordHeaders().add("é".repeat(800_000), new byte[1]));
            Headers many = new RecordHeaders();
            for (int i = 0; i < 600_000; i++) {
                many.add("", null);
            }
            send(producer, new byte[4], many);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka did not take a large record.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            limits.restore();
        }
    }

    private void send(KafkaProducer<byte[], byte[]> producer, byte[] key, Headers headers)
            throws ExecutionException, InterruptedException, TimeoutException {
        producer.send(new ProducerRecord<>(topic.topicName(), partition, key, new byte[10], headers))
                .get(30, TimeUnit.SECONDS);
    }
}
