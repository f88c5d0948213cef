package io.coupabridge.edge.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.kafka.TopicRules.Fault;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TopicRulesTest {

    private static final TopicRules PRODUCTION = new TopicRules(3, 2);

    @Test
    void a_topic_as_it_should_be_has_no_fault() {
        assertThat(fault(Topic.TASK_EVENTS, 3, Map.of())).isEmpty();
        assertThat(fault(Topic.CONNECTIONS, 3, Map.of())).isEmpty();
        assertThat(fault(Topic.TASK_EVENTS, 3, Map.of("retention.ms", "-1"))).isEmpty();
    }

    @Test
    void each_fault_is_named() {
        assertThat(fault(Topic.TASK_EVENTS, 1, Map.of())).contains("1 replicas instead of 3");
        assertThat(fault(Topic.TASK_EVENTS, 3, Map.of("min.insync.replicas", "1")))
                .contains("min.insync.replicas=1 instead of 2");
        assertThat(fault(Topic.TASK_EVENTS, 3, Map.of("retention.ms", "1000")))
                .contains("retention.ms=1000 instead of 2592000000");
        assertThat(fault(Topic.CONNECTIONS, 3, Map.of("cleanup.policy", "delete")))
                .contains("cleanup.policy=delete instead of compact");
        assertThat(fault(Topic.CONNECTIONS, 3, Map.of("max.compaction.lag.ms", "604800001")))
                .contains("max.compaction.lag.ms=604800001 instead of 604800000");
    }

    @Test
    void without_settings_the_replicas_alone_are_judged() {
        assertThat(PRODUCTION.fault(2)).map(Fault::has).contains("2 replicas instead of 3");
        assertThat(PRODUCTION.fault(3)).isEmpty();
    }

    @Test
    void brokers_have_to_keep_offsets_for_a_month() {
        assertThat(OffsetRetention.fault(1, Map.of("offsets.retention.minutes", "43200")))
                .isEmpty();
        assertThat(OffsetRetention.fault(1, Map.of())).isEmpty();
        assertThat(OffsetRetention.fault(2, Map.of("offsets.retention.minutes", "10080")))
                .contains("Broker 2 has offsets.retention.minutes=10080 instead of 43200.");
    }

    private static Optional<String> fault(Topic topic, int copies, Map<String, String> changes) {
        Map<String, String> settings = new HashMap<>(topic.settings());
        settings.put("min.insync.replicas", "2");
        settings.putAll(changes);
        return PRODUCTION.fault(topic, settings, copies).map(Fault::has);
    }
}
