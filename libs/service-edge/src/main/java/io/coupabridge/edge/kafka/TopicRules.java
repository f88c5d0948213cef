package io.coupabridge.edge.kafka;

import io.coupabridge.contracts.Topic;
import java.util.Map;
import java.util.Optional;

/**
 * How a topic has to be set up beside its partitions and limits ({@link NeededTopics}).
 *
 * @param replicas of each partition, at least
 * @param minInsync the least {@code min.insync.replicas}
 */
record TopicRules(int replicas, int minInsync) {

    static final String MIN_INSYNC = "min.insync.replicas";

    private static final String COMPACTION_LAG = "max.compaction.lag.ms";
    private static final String RETENTION = "retention.ms";
    private static final String FOR_EVER = "-1";

    private static final String MORE_REPLICAS =
            "Give it more with kafka-reassign-partitions: with one broker its records could be lost.";
    private static final String SET_IT = "Set it with kafka-configs --alter.";

    /**
     * What a topic has and should not have.
     *
     * @param has in words that go on from "Topic coupa.connections has"
     * @param mend what to do, in sentences
     */
    record Fault(String has, String mend) {}

    /** The same for a topic whose settings nobody may see. */
    Optional<Fault> fault(int copies) {
        return copies < replicas
                ? Optional.of(new Fault(copies + " replicas instead of " + replicas, MORE_REPLICAS))
                : Optional.empty();
    }

    /**
     * @param settings that it has, also those of the brokers
     * @param copies its partition with the fewest replicas has
     */
    Optional<Fault> fault(Topic topic, Map<String, String> settings, int copies) {
        return fault(copies).or(() -> faultOf(topic, settings, copies).map(has -> new Fault(has, SET_IT)));
    }

    private Optional<String> faultOf(Topic topic, Map<String, String> has, int copies) {
        int inSync = Integer.parseInt(has.get(MIN_INSYNC));
        if (inSync < minInsync) {
            return Optional.of(MIN_INSYNC + "=" + inSync + " instead of " + minInsync);
        }
        if (inSync > copies) {
            return Optional.of(MIN_INSYNC + "=" + inSync + ", so that nobody can write to its " + copies + " replicas");
        }
        String policy = topic.settings().get("cleanup.policy");
        if (!policy.equals(has.get("cleanup.policy"))) {
            return Optional.of("cleanup.policy=" + has.get("cleanup.policy") + " instead of " + policy);
        }
        String least = topic.settings().get(RETENTION);
        if (least != null && !keptFor(has.get(RETENTION), Long.parseLong(least))) {
            return Optional.of(RETENTION + "=" + has.get(RETENTION) + " instead of " + least);
        }
        String most = topic.settings().get(COMPACTION_LAG);
        if (most != null && Long.parseLong(has.get(COMPACTION_LAG)) > Long.parseLong(most)) {
            return Optional.of(COMPACTION_LAG + "=" + has.get(COMPACTION_LAG) + " instead of " + most);
        }
        return Optional.empty();
    }

    private static boolean keptFor(String retention, long least) {
        return retention.equals(FOR_EVER) || Long.parseLong(retention) >= least;
    }
}
