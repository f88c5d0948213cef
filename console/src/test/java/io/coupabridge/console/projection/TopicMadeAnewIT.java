package io.coupabridge.console.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.console.ConsoleTest;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.kafka.KafkaClients;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A topic that is deleted and made anew while it is followed. */
@QuarkusTest
class TopicMadeAnewIT extends ConsoleTest {

    @Inject
    ProjectionOffsets offsets;

    @Inject
    KafkaClients kafka;

    @Inject
    MeterRegistry metrics;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private Admin admin;
    private String topic;
    private TopicFollowing following;

    @BeforeEach
    void follow() throws ExecutionException, InterruptedException {
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        topic = "made-anew-" + tenant;
        make();
        tell("first");
        tell("second");
        Projector projector = new Projector(new Listening(), offsets, database, metrics.counter("made.anew"));
        following = new TopicFollowing(topic, projector, offsets, kafka);
        following.start();
        eventually(() -> assertThat(told).containsExactly("first", "second"));
    }

    @AfterEach
    void stop() {
        following.stop();
        admin.close();
    }

    @Test
    void is_read_from_its_beginning() throws ExecutionException, InterruptedException {
        // given
        admin.deleteTopics(List.of(topic)).all().get();
        eventually(this::make);

        // when
        tell("third");

        // then
        eventually(() -> assertThat(told).containsExactly("first", "second", "third"));
        eventually(() -> assertThat(offsets.next(topic)).containsEntry(0, 1L));
    }

    private void make() {
        assertThat(admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
                        .all()
                        .toCompletionStage())
                .succeedsWithin(SOON);
    }

    private void tell(String what) throws ExecutionException, InterruptedException {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, what)).get();
        }
    }

    /** Keeps what it is told. */
    private final class Listening implements Followed {

        @Override
        public Topic topic() {
            return Topic.CONNECTIONS;
        }

        @Override
        public void apply(ConsumerRecord<byte[], byte[]> record) {
            told.add(new String(record.value(), StandardCharsets.UTF_8));
        }
    }
}
