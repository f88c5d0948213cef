package io.coupabridge.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.coupabridge.contracts.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class TestKafkaIT {

    @Test
    void keeps_committed_records_and_its_port_through_a_kill() throws Exception {
        try (TestKafka kafka = TestKafka.start()) {
            // given
            String topic = kafka.freshTopic("kill", 3);
            sendInTransaction(kafka, topic, "kept", true);
            String servers = kafka.bootstrapServers();

            // when
            kafka.kill();
            kafka.restart();

            // then
            assertThat(kafka.bootstrapServers()).isEqualTo(servers);
            assertThat(TopicReader.readAll(servers, topic))
                    .singleElement()
                    .extracting(TopicRecord::text)
                    .isEqualTo("kept");
            sendInTransaction(kafka, topic, "after", true);
            assertThat(TopicReader.readAll(servers, topic))
                    .extracting(TopicRecord::text)
                    .containsExactlyInAnyOrder("kept", "after");
        }
    }

    @Test
    void makes_every_topic_of_the_contracts_with_its_partitions_and_settings() throws Exception {
        // given
        TestKafka kafka = TestKafka.shared();

        // when
        kafka.createTopics();

        // then
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            for (Topic topic : Topic.all()) {
                ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
                assertThat(admin.describeTopics(List.of(topic.topicName()))
                                .allTopicNames()
                                .get(30, TimeUnit.SECONDS)
                                .get(topic.topicName())
                                .partitions())
                        .hasSize(topic.partitions());
                Config made = admin.describeConfigs(List.of(resource))
                        .all()
                        .get(30, TimeUnit.SECONDS)
                        .get(resource);
                topic.settings()
                        .forEach((name, value) ->
                                assertThat(made.get(name).value()).as(name).isEqualTo(value));
            }
        }
    }

    /** A bomb: 20 MB that are sent as some kilobytes. */
    @Test
    void refuses_what_unpacks_to_more_than_a_reader_may_have_to_hold() {
        // given
        TestKafka kafka = TestKafka.shared();
        byte[] bomb = new byte[20_000_000];
        for (String codec : List.of("gzip", "zstd")) {
            Map<String, Object> settings = Map.of(
                    "bootstrap.servers",
                    kafka.bootstrapServers(),
                    "compression.type",
                    codec,
                    "max.request.size",
                    40_000_000,
                    "buffer.memory",
                    60_000_000L);
            try (KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
                List<Topic> bounded = Topic.all().stream()
                        .filter(topic -> !topic.limits().isEmpty())
                        .toList();
                for (Topic topic : bounded) {
                    // when
                    Throwable refusal = catchThrowable(
                            () -> producer.send(new ProducerRecord<>(topic.topicName(), bytes("key"), bomb))
                                    .get(30, TimeUnit.SECONDS));

                    // then
                    assertThat(refusal).as("%s on %s", codec, topic).hasCauseInstanceOf(RecordTooLargeException.class);
                }
            }
        }
    }

    @Test
    void reads_what_was_committed_and_nothing_that_was_aborted() throws Exception {
        // given
        TestKafka kafka = TestKafka.shared();
        String topic = kafka.freshTopic("reader", 2);
        sendInTransaction(kafka, topic, "aborted", false);
        sendInTransaction(kafka, topic, "committed", true);

        // when
        List<TopicRecord> records = TopicReader.readAll(kafka.bootstrapServers(), topic);

        // then
        assertThat(records).singleElement().satisfies(record -> {
            assertThat(record.text()).isEqualTo("committed");
            assertThat(record.key()).isEqualTo("key");
            assertThat(record.header("colour")).isEqualTo("blue");
        });
    }

    @Test
    void reads_what_is_being_committed_while_it_reads() throws Exception {
        // given
        TestKafka kafka = TestKafka.shared();
        String topic = kafka.freshTopic("late-commit", 2);
        Executor soon = CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS);
        try (KafkaProducer<byte[], byte[]> producer = transactionalProducer(kafka, topic)) {
            send(producer, topic, "late");
            CompletableFuture<Void> commit = CompletableFuture.runAsync(producer::commitTransaction, soon);

            // when
            List<TopicRecord> records = TopicReader.readAll(kafka.bootstrapServers(), topic);

            // then
            assertThat(records).singleElement().extracting(TopicRecord::text).isEqualTo("late");
            commit.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void awaits_a_record_that_comes_later() throws Exception {
        // given
        TestKafka kafka = TestKafka.shared();
        String topic = kafka.freshTopic("await", 1);
        try (TopicReader reader = TopicReader.open(kafka.bootstrapServers(), topic)) {
            assertThat(reader.readToEnd()).isEmpty();
            sendInTransaction(kafka, topic, "first", true);
            sendInTransaction(kafka, topic, "second", true);

            // when
            TopicRecord found = reader.await(record -> record.text().equals("second"), Duration.ofSeconds(20));

            // then
            assertThat(found.text()).isEqualTo("second");
            assertThat(reader.seen()).extracting(TopicRecord::text).startsWith("first");
        }
    }

    private static void sendInTransaction(TestKafka kafka, String topic, String value, boolean commit)
            throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = transactionalProducer(kafka, topic)) {
            send(producer, topic, value);
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
    }

    private static KafkaProducer<byte[], byte[]> transactionalProducer(TestKafka kafka, String topic) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "transactional.id",
                "test-" + topic,
                "delivery.timeout.ms",
                20_000,
                "request.timeout.ms",
                5_000);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String topic, String value) throws Exception {
        producer.initTransactions();
        producer.beginTransaction();
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, bytes("key"), bytes(value));
        record.headers().add("colour", bytes("blue"));
        producer.send(record).get(30, TimeUnit.SECONDS);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
