package io.coupabridge.token.outbox;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.coupabridge.contracts.Topic;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The right to publish, from opening to closing. There is one transactional id for all replicas, so that opening a
 * session ends the one before: a relay that was paused and wakes up cannot put an older state behind a newer one.
 */
final class RelaySession implements AutoCloseable {

    private static final String TRANSACTIONAL_ID = "coupa-bridge.token-service.outbox";
    private static final URI SOURCE = URI.create("/coupa-bridge/token-service");
    private static final int TIMEOUT_MS = 10_000;

    // what a transaction held is written into the group's offset, which is committed with it
    private static final String GROUP = "token-service.outbox";
    private static final TopicPartition PLACE = new TopicPartition(Topic.PAGE_OFFSETS.topicName(), 0);

    /** Events a transaction: a broker keeps 4,096 characters beside an offset, unless it is told otherwise. */
    static final int MOST_AT_ONCE = 150;

    private final Map<String, Object> kafka;
    private final Producer<String, byte[]> producer;

    /** @throws org.apache.kafka.common.KafkaException when the broker cannot be reached within ten seconds */
    RelaySession(Map<String, Object> kafka) {
        this.kafka = kafka;
        this.producer = new KafkaProducer<>(settings(kafka), new StringSerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * What the last transaction held that was committed, by this session or one before it.
     *
     * @throws org.apache.kafka.common.KafkaException when the broker does not say so within ten seconds
     */
    List<OutboxMark> published() {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(groupSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            OffsetAndMetadata place = consumer.committed(Set.of(PLACE), Duration.ofMillis(TIMEOUT_MS))
                    .get(PLACE);
            return place == null ? List.of() : OutboxMark.read(place.metadata());
        }
    }

    /**
     * Publishes all in their order, or none.
     *
     * @param rows at most {@link #MOST_AT_ONCE}
     * @throws org.apache.kafka.common.KafkaException when it failed; the session is of no use any more
     */
    void publish(List<OutboxRow> rows) {
        producer.beginTransaction();
        rows.forEach(row -> producer.send(record(row)));
        String held = OutboxMark.write(rows.stream().map(OutboxRow::mark).toList());
        producer.sendOffsetsToTransaction(
                Map.of(PLACE, new OffsetAndMetadata(0, held)), new ConsumerGroupMetadata(GROUP));
        // fails when one of the sends has failed
        producer.commitTransaction();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }

    private static ProducerRecord<String, byte[]> record(OutboxRow row) {
        CloudEvent event = CloudEventBuilder.v1()
                .withId(row.eventId)
                .withSource(SOURCE)
                .withType(row.eventType)
                .withSubject(row.tenant)
                .withTime(row.eventTime.atOffset(ZoneOffset.UTC))
                .withDataContentType("application/json")
                .withData(row.payload.getBytes(StandardCharsets.UTF_8))
                .build();
        return KafkaMessageFactory.<String>createWriter(row.topic, row.tenant).writeBinary(event);
    }

    private Map<String, Object> groupSettings() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // waits for a transaction that is being committed
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return settings;
    }

    private static Map<String, Object> settings(Map<String, Object> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TIMEOUT_MS);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT_MS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS / 2);
        // the default makes initTransactions and a first commit wait 100 ms
        settings.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 5);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return settings;
    }
}
