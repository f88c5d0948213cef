package io.coupabridge.token.outbox;

import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.edge.trace.TraceParent;
import io.coupabridge.publication.CloudEvents;
import io.coupabridge.publication.Consequence;
import io.coupabridge.publication.MessageRefusedException;
import io.coupabridge.publication.PublicationStream;
import io.coupabridge.publication.Publishable;
import io.coupabridge.publication.StreamLostException;
import io.coupabridge.publication.TopicRefusedException;
import io.coupabridge.secrets.EventSigner;
import io.coupabridge.token.outbox.OutboxLedger.Published;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The right to publish, from opening to closing: a relay that opens one ends the session of the relay before. */
final class RelaySession implements AutoCloseable {

    private static final CloudEvents CLOUD_EVENTS = new CloudEvents("/coupa-bridge/token-service");

    /** Events a transaction: a broker keeps 4,096 characters beside an offset, unless it is told otherwise. */
    static final int MOST_AT_ONCE = 150;

    private final EventSigner signer;
    private final PublicationStream stream;

    /** @throws StreamLostException when the broker cannot be reached within ten seconds */
    RelaySession(RelayStreams streams, EventSigner signer) {
        this.signer = signer;
        this.stream = streams.open();
    }

    /**
     * Publishes all in their order, and deletes them then; or does nothing.
     *
     * @param rows at most {@link #MOST_AT_ONCE}
     * @throws RefusedEventException when Kafka refuses one of them, naming the one that was refused first; the session goes
     *     on
     * @throws StreamLostException when it failed otherwise; the session is of no use any more
     */
    void publish(List<OutboxRow> rows) {
        Batch batch = new Batch(rows, rows.stream().map(this::record).toList());
        try {
            stream.publish(() -> batch);
            stream.settle();
        } catch (MessageRefusedException e) {
            throw new RefusedEventException(batch.words(e.message(), e.getCause()), e.getCause());
        } catch (TopicRefusedException e) {
            throw new RefusedEventException(batch.words(e.message(), e.getCause()), e.getCause());
        }
    }

    /** The message of each row, in their order. */
    private record Batch(List<OutboxRow> rows, List<ProducerRecord<byte[], byte[]>> messages) implements Publishable {

        @Override
        public Consequence consequence(long number) {
            return new Published(rows.stream().map(row -> row.id).toList());
        }

        @Override
        public String note() {
            return OutboxMark.write(rows.stream().map(OutboxRow::mark).toList());
        }

        /** @param message null when Kafka does not say which */
        String words(ProducerRecord<byte[], byte[]> message, Throwable why) {
            int place = messages.indexOf(message);
            String event = place < 0
                    ? "an event"
                    : "the event " + rows.get(place).id + " of tenant " + rows.get(place).tenant + " for topic "
                            + rows.get(place).topic;
            return event + ": " + why.getClass().getSimpleName() + ": " + why.getMessage();
        }
    }

    @Override
    public void close() {
        stream.close();
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
        ProducerRecord<byte[], byte[]> record = CloudEvents.message(
                row.topic,
                null,
                key,
                value,
                row.eventId,
                CLOUD_EVENTS.headers(row.eventType, row.tenant, row.eventTime));
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
