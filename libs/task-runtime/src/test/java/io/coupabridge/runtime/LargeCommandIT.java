package io.coupabridge.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.TopicReader;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages of two megabytes on the command topic: the topic refuses them, and one that gets in stops nobody. */
@QuarkusTest
class LargeCommandIT extends RuntimeTest {

    private static final int TWO_MEGABYTES = 2_000_000;

    @AfterEach
    void restoreLimit() throws Exception {
        limitMessages(AlterConfigOp.OpType.DELETE);
    }

    @Test
    void is_refused_by_the_topic() {
        assertThatThrownBy(() -> send(large()))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(RecordTooLargeException.class);
    }

    @Test
    void is_buried_by_its_head_and_digest_when_it_gets_in() throws Exception {
        // given
        connectedCoupa(InstanceSpec.defaults().users(3));
        limitMessages(AlterConfigOp.OpType.SET);
        byte[] large = large();

        // when
        send(large);
        Type behind = platform.outcome(platform.run(tenant, RunMode.FULL), SOON).type();

        // then
        assertThat(behind).isEqualTo(Type.COMPLETED);
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(large));
        assertThat(TopicReader.readAll(
                        bootstrapServers, ApplicationRoster.TASK.commandTopic().deadLetter()))
                .filteredOn(letter -> tenant.value().equals(letter.key()))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.value()).isEqualTo(Arrays.copyOf(large, 16_384));
                    assertThat(letter.header(MessageHeaders.PAYLOAD_SHA256)).isEqualTo(digest);
                    assertThat(letter.header(MessageHeaders.PAYLOAD_BYTES)).isEqualTo("" + large.length);
                });
    }

    private byte[] large() {
        byte[] large = new byte[TWO_MEGABYTES];
        Arrays.fill(large, (byte) 'x');
        return large;
    }

    private void send(byte[] value) throws Exception {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrapServers, "max.request.size", 4_000_000, "buffer.memory", 8_000_000L);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] key = tenant.value().getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>(
                            ApplicationRoster.TASK.commandTopic().topicName(), key, value))
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private void limitMessages(AlterConfigOp.OpType operation) throws Exception {
        ConfigResource topic = new ConfigResource(
                ConfigResource.Type.TOPIC, ApplicationRoster.TASK.commandTopic().topicName());
        AlterConfigOp limit = new AlterConfigOp(new ConfigEntry("max.message.bytes", "3000000"), operation);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.incrementalAlterConfigs(Map.of(topic, List.of(limit))).all().get(30, TimeUnit.SECONDS);
        }
    }
}
