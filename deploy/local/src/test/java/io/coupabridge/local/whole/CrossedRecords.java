package io.coupabridge.local.whole;

import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What one tenant's records say, sent once more under the key of another, on every topic that a service of ours reads. */
final class CrossedRecords {

    private final String bootstrapServers;
    private final TenantId own;
    private final TenantId other;

    CrossedRecords(String bootstrapServers, TenantId own, TenantId other) {
        this.bootstrapServers = bootstrapServers;
        this.own = own;
        this.other = other;
    }

    /** How many were sent to each topic. */
    Map<String, Integer> send() {
        Map<String, Integer> sent = new TreeMap<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (Topic topic : consumed()) {
                for (TopicRecord record : of(topic, own)) {
                    ProducerRecord<byte[], byte[]> crossed =
                            new ProducerRecord<>(topic.topicName(), bytes(other.value()), record.value());
                    record.headers().forEach((name, value) -> crossed.headers().add(name, bytes(value)));
                    producer.send(crossed).get();
                    sent.merge(topic.topicName(), 1, Integer::sum);
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return sent;
    }

    /** How many of them are dead letters by now, by the topic that they were sent to. Two services may read one topic. */
    Map<String, Integer> letters() {
        Map<String, Integer> letters = new TreeMap<>();
        for (Topic topic : consumed()) {
            Set<String> places = new HashSet<>();
            of(topic.deadLetter(), other)
                    .forEach(letter -> places.add(letter.header(MessageHeaders.ORIGIN_PARTITION) + ":"
                            + letter.header(MessageHeaders.ORIGIN_OFFSET)));
            letters.put(topic.topicName(), places.size());
        }
        return letters;
    }

    static List<Topic> consumed() {
        return Topic.all().stream()
                .filter(topic -> Topic.all().stream()
                        .anyMatch(letters -> letters.topicName().equals(topic.topicName() + ".dead-letter")))
                .toList();
    }

    private List<TopicRecord> of(Topic topic, TenantId tenant) {
        Stream<TopicRecord> all = TopicReader.readAll(bootstrapServers, topic).stream();
        return all.filter(record -> tenant.value().equals(record.key()) && record.value() != null)
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
