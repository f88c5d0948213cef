package io.coupabridge.testing;

import io.coupabridge.contracts.Topic;
import io.coupabridge.testing.kafka.BrokerClasses;
import io.coupabridge.testing.kafka.KafkaCluster;
import io.coupabridge.testing.kafka.KafkaProcess;
import io.coupabridge.testing.kafka.KafkaServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;

/**
 * A real Kafka for tests. {@link #shared()} is one broker for the whole JVM, with all topics of the system; a test that
 * stops or kills its broker starts its own. Thread-safe.
 */
public final class TestKafka implements AutoCloseable {

    private final KafkaServer broker;
    private final short replicas;

    private TestKafka(KafkaServer broker, short replicas) {
        this.broker = broker;
        this.replicas = replicas;
    }

    /** The JVM's broker, started at the first call, with all topics of the system; it cannot be stopped. */
    public static TestKafka shared() {
        return Shared.KAFKA;
    }

    /** A broker of one's own, without topics; close it. */
    public static TestKafka start() {
        return new TestKafka(Infrastructure.chosen().startKafka(), (short) 1);
    }

    /** Three brokers of one's own, always as processes, without topics; close them. */
    public static TestKafka startCluster() {
        BrokerClasses.makeArchive();
        Path directory = TemporaryDirectory.create("kafka-cluster");
        KafkaCluster cluster = KafkaCluster.start(directory);
        TemporaryDirectory.deleteAtExit(directory, cluster::kill);
        return new TestKafka(cluster, KafkaCluster.REPLICAS);
    }

    /** The brokers of a cluster, one by one. */
    public List<KafkaProcess> nodes() {
        return broker instanceof KafkaCluster cluster ? cluster.nodes() : List.of();
    }

    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Makes every topic of {@link Topic} that is not there yet. */
    public TestKafka createTopics() {
        createTopics(bootstrapServers(), replicas);
        return this;
    }

    /** Makes every topic of {@link Topic} that is not there yet on a broker of one node. */
    public static void createTopics(String bootstrapServers) {
        createTopics(bootstrapServers, (short) 1);
    }

    private static void createTopics(String bootstrapServers, short replicas) {
        List<NewTopic> topics =
                Topic.all().stream().map(topic -> newTopic(topic, replicas)).toList();
        create(bootstrapServers, topics);
    }

    /** Makes a topic of one's own with a name that nobody else has. */
    public String freshTopic(String purpose, int partitions) {
        String name = "test." + purpose + "." + UUID.randomUUID();
        create(bootstrapServers(), List.of(new NewTopic(name, partitions, (short) 1)));
        return name;
    }

    /** Stops the broker in good order. */
    public void stop() {
        broker.stop();
    }

    /** {@code kill -9} of the broker. */
    public void kill() {
        broker.kill();
    }

    /** Starts the stopped or killed broker again, on the same data and port. */
    public void restart() {
        broker.start();
    }

    /** Suspends it: its connections stay, and nobody answers on them. */
    public void pause() {
        broker.pause();
    }

    public void resume() {
        broker.resume();
    }

    @Override
    public void close() {
        broker.close();
    }

    private static NewTopic newTopic(Topic topic, short replicas) {
        return new NewTopic(topic.topicName(), topic.partitions(), replicas).configs(topic.settings());
    }

    private static void create(String bootstrapServers, Collection<NewTopic> topics) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            Set<String> known = admin.listTopics().names().get(30, TimeUnit.SECONDS);
            List<NewTopic> missing = topics.stream()
                    .filter(topic -> !known.contains(topic.name()))
                    .toList();
            admin.createTopics(missing).all().get(30, TimeUnit.SECONDS);
            awaitLeaders(admin, topics);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The topics cannot be made on " + bootstrapServers + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while topics were made.", e);
        }
    }

    /** The broker learns of a new topic a moment after the controller has made it. */
    private static void awaitLeaders(Admin admin, Collection<NewTopic> topics) {
        List<String> names = topics.stream().map(NewTopic::name).toList();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(ExecutionException.class)
                .until(() -> admin.describeTopics(names).allTopicNames().get(30, TimeUnit.SECONDS).values().stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .allMatch(partition -> partition.leader() != null));
    }

    private static final class Shared {
        static final TestKafka KAFKA = new TestKafka(
                new SharedKafka(SharedServer.address(
                        "kafka", () -> start().createTopics().bootstrapServers())),
                (short) 1);
    }
}
