package io.coupabridge.token.outbox;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.coupabridge.contracts.KafkaRights;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.kafka.KafkaClients;
import io.coupabridge.edge.trace.TraceParent;
import io.coupabridge.secrets.EventSigner;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * The right to publish, from opening to closing. There is one transactional id for all replicas, so that opening a
 * session ends the one before: a relay that was paused and wakes up cannot put an older state behind a newer one.
 */
final class RelaySession implements AutoCloseable {

    private static final URI SOURCE = URI.create("/coupa-bridge/token-service");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    // what a transaction held is written into the group's offset, which is committed with it
    private static final String GROUP = KafkaRights.OUTBOX_GROUP;
    private static final TopicPartition PLACE = new TopicPartition(Topic.PAGE_OFFSETS.topicName(), 0);

    /** Events a transaction: a broker keeps 4,096 characters beside an offset, unless it is told otherwise. */
    static final int MOST_AT_ONCE = 150;

    private final KafkaClients kafka;
    private final EventSigner signer;
    private final Producer<byte[], byte[]> producer;

    /** @throws KafkaException when the broker cannot be reached within ten seconds */
    RelaySession(KafkaClients kafka, EventSigner signer) {
        this.kafka = kafka;
        this.signer = signer;
        this.producer = kafka.transactionalProducerOfSingles(KafkaRights.OUTBOX_TRANSACTIONS);
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
     * @throws KafkaException when the broker does not say so within ten seconds
     */
    List<OutboxMark> published() {
        try (Consumer<byte[], byte[]> consumer = kafka.consumer(GROUP)) {
            OffsetAndMetadata place =
                    consumer.committed(Set.of(PLACE), PATIENCE).get(PLACE);
            return place == null ? List.of() : OutboxMark.read(place.metadata());
        }
    }

    /**
     * Publishes all in their order, or none.
     *
     * @param rows at most {@link #MOST_AT_ONCE}
     * @throws RefusedEventException when Kafka refuses one of them, naming the one that was refused first; the session goes
     *     on
     * @throws KafkaException when it failed otherwise, naming the event that failed first, if one did; the session is of no
     *     use any more
     */
    void publish(List<OutboxRow> rows) {
        AtomicReference<Failed> first = new AtomicReference<>();
        try {
            producer.beginTransaction();
            rows.forEach(row -> producer.send(record(row), (place, failure) -> {
                if (failure != null) {
                    first.compareAndSet(null, new Failed(row, failure));
                }
            }));
            String held = OutboxMark.write(rows.stream().map(OutboxRow::mark).toList());
            producer.sendOffsetsToTransaction(
                    Map.of(PLACE, new OffsetAndMetadata(0, held)), new ConsumerGroupMetadata(GROUP));
            // fails when one of the sends has failed
            producer.commitTransaction();
        } catch (KafkaException e) {
            throw told(e, first);
        }
    }

    /** An event whose send failed. */
    private record Failed(OutboxRow row, Exception why) {

        String words() {
            return "the event " + row.id + " of tenant " + row.tenant + " for topic " + row.topic + ": "
                    + why.getClass().getSimpleName() + ": " + why.getMessage();
        }
    }

    /** The failure's own words tell of the transaction only, and of what failed last. */
    private KafkaException told(KafkaException failure, AtomicReference<Failed> first) {
        boolean refused = RefusedEventException.isOne(failure)
                || first.get() != null && RefusedEventException.isOne(first.get().why);
        if (refused) {
            // nothing of it was committed; once it is aborted, every send has told how it ended
            producer.abortTransaction();
        }
        Failed event = first.get();
        if (event == null) {
            return failure;
        }
        return refused
                ? new RefusedEventException(event.words(), event.why)
                : new KafkaException(event.words(), failure);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }

    /** Signed when it leaves, and not when it was written: a rotated key signs from then on. */
    private ProducerRecord<byte[], byte[]> record(OutboxRow row) {
        byte[] key = row.tenant.getBytes(StandardCharsets.UTF_8);
        if (row.payload.isEmpty()) {
            ProducerRecord<byte[], byte[]> tombstone = new ProducerRecord<>(row.topic, key, null);
            tombstone.headers().add(MessageHeaders.TRACEPARENT, traceparent(row));
            return tombstone;
        }
        byte[] value = row.payload.getBytes(StandardCharsets.UTF_8);
        CloudEvent event = CloudEventBuilder.v1()
                .withId(row.eventId)
                .withSource(SOURCE)
                .withType(row.eventType)
                .withSubject(row.tenant)
                .withTime(row.eventTime.atOffset(ZoneOffset.UTC))
                .withDataContentType("application/json")
                .withData(value)
                .build();
        ProducerRecord<byte[], byte[]> record =
                KafkaMessageFactory.<byte[]>createWriter(row.topic, key).writeBinary(event);
        String signature = signer.sign(row.topic, key, value);
        record.headers().add(MessageHeaders.SIGNATURE, signature.getBytes(StandardCharsets.UTF_8));
        record.headers().add(MessageHeaders.TRACEPARENT, traceparent(row));
        return record;
    }

    /** One for each event of the version before. */
    private static byte[] traceparent(OutboxRow row) {
        String trace = row.traceparent == null ? TraceParent.of(row.eventId).toString() : row.traceparent;
        return trace.getBytes(StandardCharsets.UTF_8);
    }
}
