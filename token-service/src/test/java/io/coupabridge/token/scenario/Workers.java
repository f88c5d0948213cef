package io.coupabridge.token.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TokenRejected;
import io.coupabridge.contracts.Topic;
import io.coupabridge.testing.TestKafka;
import io.coupabridge.testing.TopicRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What roster-service and expense-service send. */
public final class Workers {

    private static final KafkaProducer<byte[], byte[]> PRODUCER = new KafkaProducer<>(
            Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    TestKafka.shared().bootstrapServers(),
                    ProducerConfig.ACKS_CONFIG,
                    "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer());

    private Workers() {}

    /** Coupa answered 401 to this version of the tenant's token. */
    public static void reject(Tenant tenant, Task task, long version) {
        TokenRejected rejected =
                new TokenRejected(tenant.tenantId(), task, version, 1, UUID.randomUUID(), Instant.now());
        try {
            send(tenant.id(), TopicRecord.JSON.writeValueAsBytes(rejected));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Something on the topic of rejections. */
    public static void send(String key, byte[] value) {
        try {
            PRODUCER.send(new ProducerRecord<>(
                            Topic.TOKEN_REJECTIONS.topicName(),
                            key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                            value))
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka did not take a message of the test.", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
