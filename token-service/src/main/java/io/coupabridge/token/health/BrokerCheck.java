package io.coupabridge.token.health;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.Topic;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Whether the broker answers, and has this service's topics with the number of partitions that the contract fixes. */
@Readiness
@ApplicationScoped
class BrokerCheck implements HealthCheck {

    private static final List<Topic> TOPICS = List.of(
            Topic.CONNECTIONS,
            ApplicationRoster.TASK.tokenTopic(),
            ExpenseDiscovery.TASK.tokenTopic(),
            Topic.TOKEN_REJECTIONS,
            Topic.TOKEN_REJECTIONS.deadLetter(),
            Topic.PAGE_OFFSETS);
    private static final int TIMEOUT_MS = 2_000;

    private final Map<String, Object> kafka;
    private Admin admin;

    BrokerCheck(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.kafka = kafka;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("kafka");
        boolean up = true;
        try {
            Map<String, KafkaFuture<TopicDescription>> topics = admin().describeTopics(
                            TOPICS.stream().map(Topic::topicName).toList())
                    .topicNameValues();
            for (Topic topic : TOPICS) {
                Optional<String> trouble = trouble(topic, topics.get(topic.topicName()));
                trouble.ifPresent(t -> response.withData(topic.topicName(), t));
                up &= trouble.isEmpty();
            }
        } catch (TimeoutException | RuntimeException e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            response.withData("broker", "does not answer (" + reason.getClass().getSimpleName() + ")");
            up = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            up = false;
        }
        return response.status(up).build();
    }

    @PreDestroy
    synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ofSeconds(1));
        }
    }

    private static Optional<String> trouble(Topic topic, KafkaFuture<TopicDescription> answer)
            throws InterruptedException, TimeoutException {
        try {
            int partitions =
                    answer.get(TIMEOUT_MS, TimeUnit.MILLISECONDS).partitions().size();
            return partitions == topic.partitions()
                    ? Optional.empty()
                    : Optional.of("has " + partitions + " partitions instead of " + topic.partitions()
                            + "; make it anew with the right number");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.of("does not exist; create it with " + topic.partitions() + " partitions");
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private synchronized Admin admin() {
        if (admin == null) {
            Map<String, Object> settings = new HashMap<>(kafka);
            settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
            settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
            admin = Admin.create(settings);
        }
        return admin;
    }
}
