package io.coupabridge.local.boundary;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Somebody who has a service's login at Kafka, and tries what is not that service's. What Kafka refuses is thrown. */
final class Stranger {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Map<String, Object> connection;

    Stranger(Map<String, Object> connection) {
        this.connection = connection;
    }

    void read(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(null)) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            consumer.seekToBeginning(consumer.assignment());
            consumer.poll(PATIENCE);
        }
    }

    void join(String group, String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(group)) {
            consumer.subscribe(List.of(topic));
            consumer.poll(PATIENCE);
        }
    }

    void write(String topic) throws Throwable {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            producer.send(new ProducerRecord<>(topic, new byte[1], new byte[1])).get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    /** Ends what the owner of the id publishes. */
    void fence(String transactionalId) {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", transactionalId))) {
            producer.initTransactions();
        }
    }

    interface Act {
        KafkaFuture<?> begin(Admin admin);
    }

    void administer(Act act) throws Throwable {
        try (Admin admin = Admin.create(connection)) {
            act.begin(admin).get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause();
        } catch (TimeoutException e) {
            throw new AssertionError("Kafka did not answer.", e);
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer(String group) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put("enable.auto.commit", false);
        if (group != null) {
            settings.put("group.id", group);
        }
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put("max.block.ms", (int) PATIENCE.toMillis());
        settings.putAll(more);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
