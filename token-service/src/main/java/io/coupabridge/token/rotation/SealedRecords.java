package io.coupabridge.token.rotation;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.Topic;
import io.coupabridge.secrets.KeyId;
import io.coupabridge.token.keyset.KeysetConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;

/**
 * With which keys the records of connections and tokens are sealed and signed. What counts is the latest record of each
 * tenant: an older one opens nowhere any more, and compaction removes it.
 */
final class SealedRecords {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private SealedRecords() {}

    private record Place(String topic, String key) {}

    private record Keys(OptionalLong signed, OptionalLong sealed) {}

    /**
     * Reads the topics from the beginning to their end.
     *
     * @param consumer of committed records, in no group
     * @throws org.apache.kafka.common.KafkaException when the broker does not answer for 30 seconds
     */
    static List<SealedCount> counts(Consumer<byte[], byte[]> consumer) {
        Map<Place, Keys> latest = latest(consumer);
        Map<String, String> tokenSettings = Task.all().stream()
                .collect(Collectors.toMap(task -> task.tokenTopic().topicName(), Task::keysetSetting));
        Map<SealedCount, Long> numbers = new HashMap<>();
        latest.forEach((place, keys) -> {
            numbers.merge(
                    new SealedCount(KeysetConfig.EVENT_SIGNING, "records of " + place.topic, keys.signed, 0),
                    1L,
                    Long::sum);
            if (keys.sealed.isPresent()) {
                String setting = tokenSettings.get(place.topic);
                numbers.merge(new SealedCount(setting, "records of " + place.topic, keys.sealed, 0), 1L, Long::sum);
            }
        });
        return numbers.entrySet().stream()
                .map(entry -> new SealedCount(
                        entry.getKey().setting(),
                        entry.getKey().what(),
                        entry.getKey().key(),
                        entry.getValue()))
                .toList();
    }

    private static Map<Place, Keys> latest(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = Stream.concat(
                        Stream.of(Topic.CONNECTIONS), Task.all().stream().map(Task::tokenTopic))
                .flatMap(topic -> consumer.partitionsFor(topic.topicName(), PATIENCE).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
        Map<Place, Keys> latest = new HashMap<>();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey(), PATIENCE) < end.getValue())) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(PATIENCE);
            if (records.isEmpty()
                    && ends.entrySet().stream()
                            .anyMatch(end -> consumer.position(end.getKey(), PATIENCE) < end.getValue())) {
                throw new TimeoutException("The broker sent no records for " + PATIENCE.toSeconds() + " s.");
            }
            records.forEach(record -> take(record, latest));
        }
        return latest;
    }

    private static void take(ConsumerRecord<byte[], byte[]> record, Map<Place, Keys> latest) {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        Place place = new Place(record.topic(), key);
        if (record.value() == null) {
            latest.remove(place);
        } else {
            latest.put(place, new Keys(signed(record), sealed(record)));
        }
    }

    private static OptionalLong signed(ConsumerRecord<byte[], byte[]> record) {
        Header signature = record.headers().lastHeader(MessageHeaders.SIGNATURE);
        return signature == null || signature.value() == null
                ? OptionalLong.empty()
                : KeyId.of(new String(signature.value(), StandardCharsets.US_ASCII));
    }

    private static OptionalLong sealed(ConsumerRecord<byte[], byte[]> record) {
        try {
            return KeyId.of(JSON.readTree(record.value()).path("sealedToken").asText());
        } catch (IOException e) {
            // nobody reads it
            return OptionalLong.empty();
        }
    }
}
