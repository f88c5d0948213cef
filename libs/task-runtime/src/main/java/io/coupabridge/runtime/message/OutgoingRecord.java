package io.coupabridge.runtime.message;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A record whose headers are there as the array that the producer asks for. Kafka's own keeps them in a list, which is filled
 * one by one and copied twice on the way, for each record of a page. No interceptor can add to them, and nobody compares or
 * prints such a record with them.
 */
final class OutgoingRecord extends ProducerRecord<byte[], byte[]> {

    private final Headers headers;

    /** @param headers not to be changed any more */
    OutgoingRecord(String topic, int partition, byte[] key, byte[] value, Header... headers) {
        super(topic, partition, key, value);
        this.headers = new Fixed(headers);
    }

    @Override
    public Headers headers() {
        return headers;
    }

    private record Fixed(Header... all) implements Headers {

        @Override
        public Header[] toArray() {
            return all;
        }

        @Override
        public Iterator<Header> iterator() {
            return List.of(all).iterator();
        }

        @Override
        public Iterable<Header> headers(String key) {
            return Arrays.stream(all).filter(header -> header.key().equals(key)).toList();
        }

        @Override
        public Header lastHeader(String key) {
            Header last = null;
            for (Header header : all) {
                last = header.key().equals(key) ? header : last;
            }
            return last;
        }

        @Override
        public Headers add(Header header) {
            throw new IllegalStateException("The record is made.");
        }

        @Override
        public Headers add(String key, byte[] value) {
            throw new IllegalStateException("The record is made.");
        }

        @Override
        public Headers remove(String key) {
            throw new IllegalStateException("The record is made.");
        }
    }
}
