package io.coupabridge.token.rejection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.health.ChannelPolling;
import io.coupabridge.testing.TestKafka;
import io.coupabridge.token.scenario.Management;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Health says whether rejected tokens are still read. */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class RejectionPollingIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void shows_how_the_channel_is() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonPath check = check("ready");
            assertThat(check.getString("status")).isEqualTo("UP");
            assertThat(check.getString("data.last-poll")).endsWith("s ago");
            assertThat(check.getInt("data.partitions")).isEqualTo(Topic.TOKEN_REJECTIONS.partitions());
        });
        assertThat(check("live").getString("status")).isEqualTo("UP");
    }

    @Test
    void is_not_ready_before_the_channel_has_begun() {
        // given
        RejectionsReady ready = new RejectionsReady(new ChannelPolling(() -> null));

        // when, then
        assertThat(ready.call().getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void is_not_ready_once_the_channel_has_ended() {
        // given a channel that reads
        KafkaConsumer<byte[], byte[]> consumer = consumer();
        RejectionsReady ready = new RejectionsReady(new ChannelPolling(() -> consumer));
        assertThat(ready.call().getStatus()).as("it has not begun").isEqualTo(Status.DOWN);
        consumer.poll(Duration.ofMillis(100));
        assertThat(ready.call().getStatus()).isEqualTo(Status.UP);

        // when
        consumer.close();

        // then
        assertThat(ready.call().getStatus()).isEqualTo(Status.DOWN);
    }

    private static JsonPath check(String kind) {
        JsonPath health = Management.get("/q/health/" + kind).jsonPath();
        return health.setRootPath("checks.find { it.name == 'token-rejections' }");
    }

    private static KafkaConsumer<byte[], byte[]> consumer() {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        TestKafka.shared().bootstrapServers(),
                        "group.id",
                        "test.rejection-polling"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of(Topic.TOKEN_REJECTIONS.topicName()));
        return consumer;
    }
}
