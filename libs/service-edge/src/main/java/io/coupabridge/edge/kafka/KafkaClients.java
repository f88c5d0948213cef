package io.coupabridge.edge.kafka;

import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The Kafka clients of all services beside SmallRye's channels, all with the same connection settings ({@code kafka.*}).
 * Thread-safe.
 */
@ApplicationScoped
public class KafkaClients {

    /** A publication goes to one partition, and each batch for it is a request. A producer holds on to the buffers it needed. */
    private static final int BATCH_BYTES = 256 * 1024;

    private static final Duration BOUND = Duration.ofSeconds(10);

    /** What a consumer may hold of all partitions of a broker; one message more if it is larger. */
    private static final int FETCH_BYTES = 4 << 20;

    private final Map<String, Object> connection;
    private volatile Admin admin;

    /** @param connection settings that all clients have */
    public KafkaClients(@Identifier("default-kafka-broker") Map<String, Object> connection) {
        this.connection = connection;
    }

    /**
     * A producer for one stream at a time: small, since each worker has one, and quick to give up, since a transaction that
     * hangs holds back every reader of its partitions.
     */
    public Producer<byte[], byte[]> transactionalProducer(String transactionalId) {
        return transactionalProducer(transactionalId, producerSettings());
    }

    /**
     * The same with each message in a batch of its own, so that Kafka refuses one and not its neighbours. A batch that is
     * larger than its topic takes is split by the size of batches, in vain if that is larger too: nothing names the cause.
     */
    public Producer<byte[], byte[]> transactionalProducerOfSingles(String transactionalId) {
        Map<String, Object> settings = producerSettings();
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 1);
        return transactionalProducer(transactionalId, settings);
    }

    private Producer<byte[], byte[]> transactionalProducer(String transactionalId, Map<String, Object> settings) {
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
        // batches are sent when they are full, and the rest by the commit: nothing waits for this
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 1_000);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L << 20);
        // The default of 100 ms would make the first commit and every take-over wait (measured: 105 ms against 9 ms).
        settings.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 5);
        return new KafkaProducer<>(settings);
    }

    /**
     * Ends what the producer with this id may be publishing, and it will never publish again. When this returns, its last
     * transaction is committed or aborted.
     *
     * @throws KafkaException when Kafka fails
     */
    public void fence(String transactionalId) {
        Producer<byte[], byte[]> successor = transactionalProducer(transactionalId);
        try {
            successor.initTransactions();
        } finally {
            successor.close(Duration.ZERO);
        }
    }

    /** A producer for messages that stand alone, such as dead letters. */
    public Producer<byte[], byte[]> producer() {
        Map<String, Object> settings = producerSettings();
        // whoever sends one waits for it
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return new KafkaProducer<>(settings);
    }

    /** A {@code read_committed} consumer without a group's membership, from the beginning where nothing is said. */
    public Consumer<byte[], byte[]> consumer(String group) {
        return new KafkaConsumer<>(consumerSettings(group));
    }

    /**
     * The group's committed offset, when no transaction that changes it is open.
     *
     * @throws KafkaException when Kafka does not answer in ten seconds
     */
    public Optional<Long> committedOffset(String group, TopicPartition partition) {
        return committed(group, partition).map(OffsetAndMetadata::offset);
    }

    /**
     * The same with what stands beside it.
     *
     * @throws KafkaException when Kafka does not answer in ten seconds
     */
    public Optional<OffsetAndMetadata> committed(String group, TopicPartition partition) {
        Map<TopicPartition, OffsetAndMetadata> stable = bounded(() -> admin().listConsumerGroupOffsets(
                        Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(List.of(partition))),
                        new ListConsumerGroupOffsetsOptions().requireStable(true))
                .partitionsToOffsetAndMetadata(group)
                .get(BOUND.toSeconds(), TimeUnit.SECONDS));
        if (stable.containsKey(partition)) {
            return Optional.ofNullable(stable.get(partition));
        }
        // The admin client leaves a partition out while a transaction is open; a consumer waits for its end.
        try (Consumer<byte[], byte[]> consumer = consumer(group)) {
            return Optional.ofNullable(
                    consumer.committed(Set.of(partition), BOUND).get(partition));
        }
    }

    /**
     * How many partitions each topic has; topics that do not exist are absent.
     *
     * @throws AuthorizationException with the topic that this service may not describe
     * @throws KafkaException when Kafka does not answer in time
     */
    public Map<String, Integer> partitions(Set<String> topics, Duration atMost) {
        Map<String, Integer> counts = new HashMap<>();
        described(topics, atMost)
                .forEach((name, topic) -> counts.put(name, topic.partitions().size()));
        return counts;
    }

    /** The same for the least number of replicas of a partition. */
    Map<String, Integer> replicas(Set<String> topics, Duration atMost) {
        Map<String, Integer> counts = new HashMap<>();
        described(topics, atMost)
                .forEach((name, topic) -> counts.put(
                        name,
                        topic.partitions().stream()
                                .mapToInt(partition -> partition.replicas().size())
                                .min()
                                .orElse(0)));
        return counts;
    }

    /**
     * Topics that do not exist are absent.
     *
     * @throws AuthorizationException with the topic that this service may not describe
     * @throws KafkaException when Kafka does not answer in time
     */
    Map<String, TopicDescription> described(Set<String> topics, Duration atMost) {
        int limit = (int) atMost.toMillis();
        Map<String, TopicDescription> found = new HashMap<>();
        admin().describeTopics(topics, new DescribeTopicsOptions().timeoutMs(limit))
                .topicNameValues()
                .forEach((name, answer) -> {
                    try {
                        found.put(name, bounded(() -> answer.get(limit, TimeUnit.MILLISECONDS)));
                    } catch (UnknownTopicOrPartitionException e) {
                        // absent
                    } catch (AuthorizationException e) {
                        throw new AuthorizationException(
                                "This service lacks the right to DESCRIBE the topic " + name + ".");
                    }
                });
        return found;
    }

    /**
     * Commits offset 0 of the partition for a group without members, which all in-sync replicas have to acknowledge.
     *
     * @throws AuthorizationException when this service may not
     * @throws KafkaException when it was not acknowledged in time
     */
    void commitOffset(String group, TopicPartition partition, Duration atMost) {
        int limit = (int) atMost.toMillis();
        try {
            bounded(() -> admin().alterConsumerGroupOffsets(
                            group,
                            Map.of(partition, new OffsetAndMetadata(0)),
                            new AlterConsumerGroupOffsetsOptions().timeoutMs(limit))
                    .all()
                    .get(limit, TimeUnit.MILLISECONDS));
        } catch (AuthorizationException e) {
            throw new AuthorizationException("This service lacks the right to READ the group " + group
                    + " or the topic " + partition.topic() + ".");
        }
    }

    /**
     * Clients that give up a broker which does not answer after a second, and ask another one, for those who ask again
     * soon. Close it.
     */
    KafkaClients impatient() {
        return impatient(connection);
    }

    /** The same, for what that address alone says. */
    KafkaClients impatient(String address) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, address);
        return impatient(settings);
    }

    /** The addresses at which brokers are asked first, as they are set. */
    List<String> addresses() {
        return Stream.of(connection
                        .get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)
                        .toString()
                        .split(","))
                .map(String::strip)
                .toList();
    }

    private static KafkaClients impatient(Map<String, Object> connection) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, 1_000);
        settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, 2_000);
        // one whose machine is gone does not even refuse the connection
        settings.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 1_000);
        settings.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, 1_000);
        return new KafkaClients(settings);
    }

    /** @throws KafkaException when Kafka refuses, or does not answer in time */
    void createTopic(String name, int partitions, short replicas, Map<String, String> settings, Duration atMost) {
        int limit = (int) atMost.toMillis();
        NewTopic topic = new NewTopic(name, partitions, replicas).configs(settings);
        bounded(() -> admin().createTopics(List.of(topic), new CreateTopicsOptions().timeoutMs(limit))
                .all()
                .get(limit, TimeUnit.MILLISECONDS));
    }

    /**
     * The settings of each topic, also those that it has from the brokers; topics that do not exist are absent.
     *
     * @throws AuthorizationException with the topic whose settings this service may not describe
     * @throws KafkaException when Kafka does not answer in time
     */
    public Map<String, Map<String, String>> settings(Set<String> topics, Duration atMost) {
        int limit = (int) atMost.toMillis();
        Map<String, Map<String, String>> settings = new HashMap<>();
        List<ConfigResource> resources = topics.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        admin().describeConfigs(resources, new DescribeConfigsOptions().timeoutMs(limit))
                .values()
                .forEach((resource, answer) -> {
                    try {
                        Config config = bounded(() -> answer.get(limit, TimeUnit.MILLISECONDS));
                        Map<String, String> values = new HashMap<>();
                        config.entries().forEach(entry -> values.put(entry.name(), entry.value()));
                        settings.put(resource.name(), values);
                    } catch (UnknownTopicOrPartitionException e) {
                        // absent
                    } catch (AuthorizationException e) {
                        throw new AuthorizationException(
                                "This service lacks the right to DESCRIBE_CONFIGS the topic " + resource.name() + ".");
                    }
                });
        return settings;
    }

    /**
     * The ids of the group's members, if this service may read the topic as one of them.
     *
     * @throws KafkaException when it may not, or no broker answers in time
     */
    public Set<String> readers(String topic, String group, Duration atMost) {
        int limit = (int) atMost.toMillis();
        requireRead(
                "topic " + topic,
                () -> admin().describeTopics(
                                List.of(topic),
                                new DescribeTopicsOptions()
                                        .includeAuthorizedOperations(true)
                                        .timeoutMs(limit))
                        .topicNameValues()
                        .get(topic)
                        .get(limit, TimeUnit.MILLISECONDS)
                        .authorizedOperations());
        try {
            Set<String> members = new HashSet<>();
            requireRead("group " + group, () -> {
                ConsumerGroupDescription described = admin().describeConsumerGroups(
                                List.of(group),
                                new DescribeConsumerGroupsOptions()
                                        .includeAuthorizedOperations(true)
                                        .timeoutMs(limit))
                        .describedGroups()
                        .get(group)
                        .get(limit, TimeUnit.MILLISECONDS);
                described.members().forEach(member -> members.add(member.consumerId()));
                return described.authorizedOperations();
            });
            return members;
        } catch (GroupIdNotFoundException e) {
            return Set.of();
        }
    }

    private static void requireRead(String what, Call<Set<AclOperation>> allowed) {
        boolean readable;
        try {
            Set<AclOperation> operations = bounded(allowed);
            // a broker may leave them out
            readable = operations == null || operations.contains(AclOperation.READ);
        } catch (AuthorizationException e) {
            readable = false;
        }
        if (!readable) {
            throw new AuthorizationException("This service lacks the right to READ the " + what + ".");
        }
    }

    private Map<String, Object> consumerSettings(String group) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // unless an operator sets others
        settings.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        settings.putIfAbsent(
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, ConsumerConfig.DEFAULT_MAX_PARTITION_FETCH_BYTES);
        return settings;
    }

    private Map<String, Object> producerSettings() {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 8_000);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        settings.put("enable.metrics.push", false);
        // unless an operator asks for them
        settings.putIfAbsent(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        return settings;
    }

    Admin admin() {
        Admin current = admin;
        if (current == null) {
            synchronized (this) {
                if (admin == null) {
                    admin = Admin.create(connection);
                }
                current = admin;
            }
        }
        return current;
    }

    @PreDestroy
    public void close() {
        if (admin != null) {
            admin.close(Duration.ofSeconds(1));
        }
    }

    /** Waits for an answer, whose bound the call brings along; what fails is thrown as a {@link KafkaException}. */
    static <T> T bounded(Call<T> call) {
        try {
            return call.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException("Kafka does not answer.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
    }

    interface Call<T> {
        T get() throws ExecutionException, InterruptedException, TimeoutException;
    }
}
