package io.coupabridge.testing;

import io.coupabridge.contracts.Topic;
import io.coupabridge.testing.kafka.KafkaServer;
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

    private TestKafka(KafkaServer broker) {
        this.broker = broker;
    }

    /** The JVM's broker, started at the first call, with all topics of the system; it cannot be stopped. */
    public static TestKafka shared() {
        return Shared.KAFKA;
    }

    /** A broker of one's own, without topics; close it. */
    public static TestKafka start() {
        return new TestKafka(Infrastructure.chosen().startKafka());
    }

    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Makes every topic of {@link Topic} that is not there yet. */
    public TestKafka createTopics() {
        createTopics(bootstrapServers());
        return this;
    }

    /** Makes every topic of {@link Topic} that is not there yet on a broker of one node. */
    public static void createTopics(String bootstrapServers) {
        List<NewTopic> topics = Topic.all().stream().map(TestKafka::newTopic).toList();
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

    @Override
    public void close() {
        broker.close();
    }

    private static NewTopic newTopic(Topic topic) {
        return new NewTopic(topic.topicName(), topic.partitions(), (short) 1).configs(topic.settings());
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
        static final TestKafka KAFKA = new TestKafka(new SharedKafka(
                SharedServer.address("kafka", () -> start().createTopics().bootstrapServers())));
    }
}
