package io.coupabridge.token.rejection;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.Topic;
import io.coupabridge.testing.TestKafka;
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
    void is_not_ready_before_the_channel_has_begun_and_yet_alive() {
        // given
        RejectionPolling polling = new RejectionPolling(() -> null);

        // when, then
        assertThat(new RejectionsReady(polling).call().getStatus()).isEqualTo(Status.DOWN);
        assertThat(new RejectionsLive(polling).call().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void is_neither_ready_nor_alive_once_the_channel_has_ended() {
        // given a channel that reads
        KafkaConsumer<byte[], byte[]> consumer = consumer();
        RejectionPolling polling = new RejectionPolling(() -> consumer);
        RejectionsReady ready = new RejectionsReady(polling);
        RejectionsLive live = new RejectionsLive(polling);
        assertThat(ready.call().getStatus()).as("it has not begun").isEqualTo(Status.DOWN);
        consumer.poll(Duration.ofMillis(100));
        assertThat(ready.call().getStatus()).isEqualTo(Status.UP);
        assertThat(live.call().getStatus()).isEqualTo(Status.UP);

        // when
        consumer.close();

        // then
        assertThat(ready.call().getStatus()).isEqualTo(Status.DOWN);
        assertThat(live.call().getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void grows_older_while_nothing_is_read() {
        // given
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            RejectionPolling polling = new RejectionPolling(() -> consumer);

            // when
            consumer.poll(Duration.ofMillis(100));

            // then
            await().atMost(PATIENCE).until(() -> polling.age().orElseThrow().compareTo(Duration.ofSeconds(2)) >= 0);
        }
    }

    private static JsonPath check(String kind) {
        JsonPath health = given().get("/q/health/" + kind).jsonPath();
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
