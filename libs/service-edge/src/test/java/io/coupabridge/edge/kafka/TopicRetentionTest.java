package io.coupabridge.edge.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When topics have got rid of what they hold, by their settings. */
class TopicRetentionTest {

    private static final Instant NOW = Instant.parse("2026-11-24T09:30:00Z");
    private static final String DAY = Long.toString(Duration.ofDays(1).toMillis());

    @Test
    void a_compacted_topic_is_compacted_within_its_lag_and_then_keeps_null_values_for_a_while() {
        Map<String, String> settings =
                Map.of("cleanup.policy", "compact", "max.compaction.lag.ms", DAY, "delete.retention.ms", DAY);

        assertThat(TopicRetention.goneBy(settings, NOW)).isEqualTo(NOW.plus(Duration.ofDays(2)));
    }

    @Test
    void a_segment_goes_once_its_youngest_record_is_old_enough() {
        Map<String, String> settings = Map.of("cleanup.policy", "delete", "retention.ms", DAY, "segment.ms", DAY);

        assertThat(TopicRetention.goneBy(settings, NOW)).isEqualTo(NOW.plus(Duration.ofDays(2)));
    }

    @Test
    void without_a_bound_there_is_no_time() {
        String never = Long.toString(Long.MAX_VALUE);

        assertThat(TopicRetention.goneBy(
                        Map.of("cleanup.policy", "compact", "max.compaction.lag.ms", never, "delete.retention.ms", DAY),
                        NOW))
                .isNull();
        assertThat(TopicRetention.goneBy(
                        Map.of("cleanup.policy", "delete", "retention.ms", "-1", "segment.ms", DAY), NOW))
                .isNull();
        assertThat(TopicRetention.goneBy(Map.of("cleanup.policy", "compact"), NOW))
                .isNull();
        assertThat(TopicRetention.goneBy(null, NOW)).isNull();
    }
}
