package io.coupabridge.edge.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.Topic;
import io.coupabridge.testing.TestKafka;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Liveness says whether a channel has ended for good. */
@Timeout(60)
class ChannelLivenessIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void is_alive_while_there_is_no_channel_yet() {
        assertThat(live(new ChannelPolling(() -> null)).call().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void is_alive_before_the_channel_reads_and_while_it_does() {
        // given
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            ChannelLiveness live = live(new ChannelPolling(() -> consumer));
            assertThat(live.call().getStatus()).isEqualTo(Status.UP);

            // when
            consumer.poll(Duration.ofMillis(100));

            // then
            HealthCheckResponse answer = live.call();
            assertThat(answer.getName()).isEqualTo("some-channel");
            assertThat(answer.getStatus()).isEqualTo(Status.UP);
        }
    }

    @Test
    void is_dead_once_the_channel_has_ended_even_if_nobody_asked_before() {
        // given
        KafkaConsumer<byte[], byte[]> consumer = consumer();
        consumer.poll(Duration.ofMillis(100));

        // when
        consumer.close();

        // then
        assertThat(live(new ChannelPolling(() -> consumer)).call().getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void grows_older_while_nothing_is_read() {
        // given
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            ChannelPolling polling = new ChannelPolling(() -> consumer);

            // when
            consumer.poll(Duration.ofMillis(100));

            // then
            await().atMost(PATIENCE).until(() -> polling.age().orElseThrow().compareTo(Duration.ofSeconds(2)) >= 0);
        }
    }

    private static ChannelLiveness live(ChannelPolling polling) {
        return new ChannelLiveness("some-channel", polling);
    }

    private static KafkaConsumer<byte[], byte[]> consumer() {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", TestKafka.shared().bootstrapServers(), "group.id", "test.channel-liveness"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of(Topic.TOKEN_REJECTIONS.topicName()));
        return consumer;
    }
}
