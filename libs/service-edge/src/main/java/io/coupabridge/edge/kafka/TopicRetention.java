package io.coupabridge.edge.kafka;

import io.coupabridge.contracts.ErasedTopic;
import io.coupabridge.contracts.ErasedTopic.Kind;
import io.coupabridge.contracts.Topic;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * When topics will have got rid of what they hold: by the settings that they have at the brokers, or by those that they
 * should have where this service may not ask. Thread-safe.
 */
@Singleton
public class TopicRetention {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Kafka's way of saying never is the largest number; nobody counts on more than a century. */
    private static final long NEVER = Duration.ofDays(36_500).toMillis();

    private final KafkaClients kafka;

    public TopicRetention(KafkaClients kafka) {
        this.kafka = kafka;
    }

    /**
     * What an erasure did to topics, once the keys of compacted ones have their null values.
     *
     * @param keys by topic, how many got one
     * @param now what was written until now has to go
     * @throws org.apache.kafka.common.KafkaException when Kafka does not answer
     */
    public List<ErasedTopic> erased(List<Topic> topics, Map<Topic, Long> keys, Instant now) {
        return topics.stream()
                .map(topic -> new ErasedTopic(
                        topic.topicName(),
                        topic.compacted() ? Kind.TOMBSTONED : Kind.EXPIRES,
                        keys.getOrDefault(topic, 0L),
                        goneBy(settings(topic), now)))
                .toList();
    }

    private Map<String, String> settings(Topic topic) {
        try {
            return kafka.settings(Set.of(topic.topicName()), PATIENCE).get(topic.topicName());
        } catch (AuthorizationException e) {
            return topic.settings();
        }
    }

    /** @return null when it is not known, or never */
    static Instant goneBy(Map<String, String> settings, Instant now) {
        if (settings == null) {
            return null;
        }
        // a segment goes as a whole, once its youngest record is old enough
        return settings.getOrDefault("cleanup.policy", "").contains("compact")
                ? after(now, settings, "max.compaction.lag.ms", "delete.retention.ms")
                : after(now, settings, "retention.ms", "segment.ms");
    }

    private static Instant after(Instant now, Map<String, String> settings, String... names) {
        long millis = 0;
        for (String name : names) {
            long value = Long.parseLong(settings.getOrDefault(name, "-1"));
            if (value < 0 || value > NEVER) {
                return null;
            }
            millis += value;
        }
        return now.plusMillis(millis);
    }
}
