package io.coupabridge.token.rotation;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.secrets.EventSigner;
import io.coupabridge.secrets.KeyId;
import io.coupabridge.token.keyset.KeysetConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
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

    private static final int NAMED = 3;

    private final EventSigner signer;
    private final Map<String, String> tokenSettings = Task.all().stream()
            .collect(Collectors.toMap(task -> task.tokenTopic().topicName(), Task::keysetSetting));
    private final Map<Place, Keys> ours = new HashMap<>();
    private final Set<Place> others = new LinkedHashSet<>();

    private SealedRecords(EventSigner signer) {
        this.signer = signer;
    }

    private record Place(String topic, String tenant) {}

    private record Keys(OptionalLong signed, OptionalLong sealed) {}

    /**
     * Reads the topics from the beginning to their end. What the keyset has not signed is counted apart, and needs no key:
     * whoever may write to a topic could keep a key for ever.
     *
     * @param consumer of committed records, in no group
     * @throws org.apache.kafka.common.KafkaException when the broker does not answer for 30 seconds
     */
    static List<SealedCount> counts(Consumer<byte[], byte[]> consumer, EventSigner signer) {
        SealedRecords records = new SealedRecords(signer);
        records.read(consumer);
        return records.counts();
    }

    private List<SealedCount> counts() {
        Map<SealedCount, Long> numbers = new HashMap<>();
        ours.forEach((place, keys) -> {
            String what = "records of " + place.topic;
            numbers.merge(new SealedCount(KeysetConfig.EVENT_SIGNING, what, keys.signed, 0), 1L, Long::sum);
            if (keys.sealed.isPresent()) {
                String setting = tokenSettings.get(place.topic);
                numbers.merge(new SealedCount(setting, what, keys.sealed, 0), 1L, Long::sum);
            }
        });
        Stream<SealedCount> counts = numbers.entrySet().stream()
                .map(entry -> new SealedCount(
                        entry.getKey().setting(),
                        entry.getKey().what(),
                        entry.getKey().key(),
                        entry.getValue()));
        return Stream.concat(counts, foreign()).toList();
    }

    private Stream<SealedCount> foreign() {
        return others.stream().collect(Collectors.groupingBy(Place::topic)).entrySet().stream()
                .map(entry -> new SealedCount(
                        KeysetConfig.EVENT_SIGNING,
                        "records of " + entry.getKey() + " that it has not signed, such as of "
                                + entry.getValue().stream()
                                        .map(Place::tenant)
                                        .limit(NAMED)
                                        .toList(),
                        OptionalLong.empty(),
                        entry.getValue().size()));
    }

    private void read(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = Stream.concat(
                        Stream.of(Topic.CONNECTIONS), Task.all().stream().map(Task::tokenTopic))
                .flatMap(topic -> consumer.partitionsFor(topic.topicName(), PATIENCE).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey(), PATIENCE) < end.getValue())) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(PATIENCE);
            if (records.isEmpty()
                    && ends.entrySet().stream()
                            .anyMatch(end -> consumer.position(end.getKey(), PATIENCE) < end.getValue())) {
                throw new TimeoutException("The broker sent no records for " + PATIENCE.toSeconds() + " s.");
            }
            records.forEach(this::take);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        byte[] key = record.key() == null ? new byte[0] : record.key();
        String text = new String(key, StandardCharsets.UTF_8);
        Place place = new Place(record.topic(), TenantId.isValid(text) ? text : "?");
        if (record.value() == null) {
            ours.remove(place);
            others.remove(place);
            return;
        }
        String signature = signature(record);
        if (signer.made(signature, record.topic(), key, record.value())) {
            ours.put(place, new Keys(KeyId.of(signature), sealed(record)));
            others.remove(place);
        } else {
            others.add(place);
        }
    }

    private static String signature(ConsumerRecord<byte[], byte[]> record) {
        Header signature = record.headers().lastHeader(MessageHeaders.SIGNATURE);
        return signature == null || signature.value() == null
                ? ""
                : new String(signature.value(), StandardCharsets.US_ASCII);
    }

    /** Of tokens only, whatever else a record has. */
    private OptionalLong sealed(ConsumerRecord<byte[], byte[]> record) {
        try {
            return tokenSettings.containsKey(record.topic())
                    ? KeyId.of(JSON.readTree(record.value()).path("sealedToken").asText())
                    : OptionalLong.empty();
        } catch (IOException e) {
            // nobody reads it
            return OptionalLong.empty();
        }
    }
}
