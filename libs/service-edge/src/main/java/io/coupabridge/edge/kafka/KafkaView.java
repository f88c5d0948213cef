package io.coupabridge.edge.kafka;

import io.coupabridge.contracts.KafkaRight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTransactionsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What somebody sees of Kafka with their rights. What they may not see is left out. Nothing is changed by looking. Methods
 * throw {@link KafkaException} when Kafka does not answer in time.
 */
final class KafkaView {

    private final Admin admin;
    private final int limit;

    /** @param atMost for each answer */
    KafkaView(Admin admin, Duration atMost) {
        this.admin = admin;
        this.limit = (int) atMost.toMillis();
    }

    /** By their ids; a broker that has just gone may still be among them. */
    List<Node> brokers() {
        return get(admin.describeCluster(new DescribeClusterOptions().timeoutMs(limit))
                        .nodes())
                .stream()
                .sorted(Comparator.comparing(Node::id))
                .toList();
    }

    /**
     * By their names, with what this login may do with each.
     *
     * @return empty for a topic that does not exist; without those that may not be seen
     */
    Map<String, Optional<TopicDescription>> topics(Collection<String> names) {
        Map<String, Optional<TopicDescription>> topics = new HashMap<>();
        admin.describeTopics(
                        names,
                        new DescribeTopicsOptions()
                                .includeAuthorizedOperations(true)
                                .timeoutMs(limit))
                .topicNameValues()
                .forEach((name, answer) -> {
                    try {
                        topics.put(name, Optional.of(get(answer)));
                    } catch (UnknownTopicOrPartitionException e) {
                        topics.put(name, Optional.empty());
                    } catch (AuthorizationException e) {
                        // may not be seen
                    }
                });
        return topics;
    }

    /** The settings of topics that exist and whose settings may be seen. */
    Map<String, Map<String, String>> topicSettings(Collection<String> names) {
        return settings(ConfigResource.Type.TOPIC, names);
    }

    /** The settings of brokers, of those that may be seen. */
    Map<String, Map<String, String>> brokerSettings(Collection<Integer> brokers) {
        return settings(
                ConfigResource.Type.BROKER,
                brokers.stream().map(String::valueOf).toList());
    }

    private Map<String, Map<String, String>> settings(ConfigResource.Type type, Collection<String> names) {
        Map<String, Map<String, String>> settings = new HashMap<>();
        List<ConfigResource> resources =
                names.stream().map(name -> new ConfigResource(type, name)).toList();
        admin.describeConfigs(resources, new DescribeConfigsOptions().timeoutMs(limit))
                .values()
                .forEach((resource, answer) -> {
                    try {
                        Config config = get(answer);
                        Map<String, String> values = new HashMap<>();
                        config.entries().forEach(entry -> values.put(entry.name(), entry.value()));
                        settings.put(resource.name(), values);
                    } catch (UnknownTopicOrPartitionException | AuthorizationException e) {
                        // left out
                    }
                });
        return settings;
    }

    /**
     * Those of the rights that this login lacks.
     *
     * @param topics as {@link #topics} told of them
     */
    List<KafkaRight> lacking(Collection<KafkaRight> rights, Map<String, Optional<TopicDescription>> topics) {
        Map<KafkaRight, KafkaFuture<?>> asked = new LinkedHashMap<>();
        List<KafkaRight> lacking = new ArrayList<>();
        for (KafkaRight right : rights) {
            // rules of a prefix hold for a name that nobody has
            String name = right.prefixed() ? right.name() + "doctor" : right.name();
            switch (right.resource()) {
                case TOPIC -> {
                    if (!mayUse(
                            topics.get(name),
                            AclOperation.valueOf(right.operation().name()))) {
                        lacking.add(right);
                    }
                }
                case GROUP -> asked.put(right, group(name));
                case TRANSACTIONAL_ID -> asked.put(right, transactionalId(name));
            }
        }
        asked.forEach((right, answer) -> {
            if (!mayBeSeen(answer)) {
                lacking.add(right);
            }
        });
        return lacking;
    }

    /** A topic that may not be seen is null, and one that does not exist is another trouble. */
    private static boolean mayUse(Optional<TopicDescription> topic, AclOperation operation) {
        if (topic == null) {
            return false;
        }
        // a broker may leave them out
        return topic.map(TopicDescription::authorizedOperations)
                .map(allowed -> allowed.contains(operation))
                .orElse(true);
    }

    private KafkaFuture<?> group(String id) {
        return admin.describeConsumerGroups(List.of(id), new DescribeConsumerGroupsOptions().timeoutMs(limit))
                .describedGroups()
                .get(id);
    }

    private KafkaFuture<?> transactionalId(String id) {
        return admin.describeTransactions(List.of(id), new DescribeTransactionsOptions().timeoutMs(limit))
                .description(id);
    }

    /** Whoever may read a group or write with an id sees it, and nobody else of ours does. */
    private boolean mayBeSeen(KafkaFuture<?> answer) {
        try {
            get(answer);
            return true;
        } catch (GroupIdNotFoundException | TransactionalIdNotFoundException e) {
            return true;
        } catch (AuthorizationException e) {
            return false;
        }
    }

    private <T> T get(KafkaFuture<T> answer) {
        return KafkaClients.bounded(() -> answer.get(limit, TimeUnit.MILLISECONDS));
    }
}
