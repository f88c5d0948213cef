package io.coupabridge.testing;

import io.coupabridge.contracts.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;

/** What an operator does to a topic that exists. */
public final class TopicSettings {

    private final String bootstrapServers;
    private final Topic topic;

    public TopicSettings(String bootstrapServers, Topic topic) {
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
    }

    /** Gives it other settings, by Kafka's names. */
    public void set(Map<String, String> settings) {
        with(admin -> alter(admin, settings));
    }

    /** Gives it the settings of {@link Topic} again. */
    public void restore() {
        set(topic.settings());
    }

    /** Deletes its records, also those that a compacted topic would keep: a service that starts anew would read them. */
    public void empty() {
        Map<TopicPartition, RecordsToDelete> all = IntStream.range(0, topic.partitions())
                .boxed()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(topic.topicName(), partition),
                        partition -> RecordsToDelete.beforeOffset(-1)));
        with(admin -> {
            alter(admin, Map.of("cleanup.policy", "compact,delete"));
            admin.deleteRecords(all).all().get(30, TimeUnit.SECONDS);
            alter(admin, topic.settings());
        });
    }

    private void alter(Admin admin, Map<String, String> settings)
            throws ExecutionException, InterruptedException, TimeoutException {
        List<AlterConfigOp> changes = settings.entrySet().stream()
                .map(each ->
                        new AlterConfigOp(new ConfigEntry(each.getKey(), each.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
        admin.incrementalAlterConfigs(Map.of(resource, changes)).all().get(30, TimeUnit.SECONDS);
        awaitTold(admin, resource, settings);
    }

    /** The broker learns of a setting a moment after the controller. */
    private static void awaitTold(Admin admin, ConfigResource resource, Map<String, String> settings) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsInstanceOf(ExecutionException.class)
                .until(() -> {
                    Config told = admin.describeConfigs(List.of(resource))
                            .all()
                            .get(30, TimeUnit.SECONDS)
                            .get(resource);
                    return settings.entrySet().stream()
                            .allMatch(each -> told.get(each.getKey()).value().equals(each.getValue()));
                });
    }

    private void with(Change change) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            change.by(admin);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The topic " + topic + " cannot be changed.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private interface Change {
        void by(Admin admin) throws ExecutionException, InterruptedException, TimeoutException;
    }
}
