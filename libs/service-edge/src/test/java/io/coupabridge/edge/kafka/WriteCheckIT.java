package io.coupabridge.edge.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.KafkaRights;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.health.Probe;
import io.coupabridge.testing.TestKafka;
import io.coupabridge.testing.kafka.KafkaProcess;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three brokers with Kafka's own timeouts, of which some hang: what a probe says, and whether a write succeeds. */
@Timeout(300)
class WriteCheckIT {

    /** Usually four seconds. */
    private static final Duration TOLD = Duration.ofSeconds(25);

    /** A broker that hangs is left out after nine seconds, and a controller is elected before that. */
    private static final Duration HEALED = Duration.ofSeconds(100);

    private static final Duration OFTEN = Duration.ofMillis(50);
    private static final Topic ANY = Topic.TASK_EVENTS;

    private static TestKafka kafka;

    private WriteCheck writes;
    private Probe probe;
    private boolean up;
    private int downs;

    @BeforeAll
    static void startKafka() {
        kafka = TestKafka.startCluster().createTopics();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @BeforeEach
    void probe() {
        writes = new WriteCheck(
                NeededTopics.of(KafkaRights.of(ApplicationRoster.TASK)),
                new KafkaClients(Map.of("bootstrap.servers", kafka.bootstrapServers())),
                ApplicationRoster.TASK.group("readiness"),
                new TopicPartition(Topic.PAGE_OFFSETS.topicName(), 0));
        probe = new Probe("Kafka", writes::troubles);
        probe.start();
        await().atMost(HEALED).until(this::looksUp);
        downs = 0;
    }

    @AfterEach
    void allBack() {
        probe.close();
        writes.close();
        kafka.nodes().forEach(KafkaProcess::resume);
        awaitAllInSync();
    }

    @Test
    void is_down_once_while_one_broker_hangs_and_up_when_kafka_has_left_it_out() {
        // when
        kafka.nodes().get(0).pause();
        long start = System.nanoTime();

        // then
        await().atMost(TOLD).pollInterval(OFTEN).until(() -> !looksUp());
        System.out.printf("With one paused, down after %d ms.%n", millisSince(start));
        await().atMost(HEALED).pollInterval(OFTEN).until(this::looksUp);
        System.out.printf("Up again after %d ms.%n", millisSince(start));
        assertThat(takesAWrite()).isTrue();
        await().atMost(HEALED).pollInterval(OFTEN).during(Duration.ofSeconds(6)).until(this::looksUp);
        assertThat(downs).isEqualTo(1);
    }

    @Test
    void is_down_while_two_of_three_brokers_hang_though_the_third_knows_nothing_of_it() {
        // when
        kafka.nodes().get(0).pause();
        kafka.nodes().get(1).pause();
        long start = System.nanoTime();

        // then
        await().atMost(TOLD).pollInterval(OFTEN).until(() -> !looksUp());
        System.out.printf("With two paused, down after %d ms.%n", millisSince(start));
        assertThat(takesAWrite()).isFalse();
        assertThat(looksUp()).isFalse();

        // when
        kafka.nodes().forEach(KafkaProcess::resume);

        // then
        await().atMost(HEALED).pollInterval(OFTEN).until(this::looksUp);
        assertThat(downs).isEqualTo(1);
    }

    /** Counts how often it changes to down. */
    private boolean looksUp() {
        boolean now = probe.troubles().isEmpty();
        downs += up && !now ? 1 : 0;
        up = now;
        return now;
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    /**
     * To every partition of a topic, and so to each broker, by somebody who connects anew. They ask the last broker for the
     * others: it hangs in no test, and one that hangs would use up their time.
     */
    private static boolean takesAWrite() {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", kafka.nodes().get(2).bootstrapServers(),
                        "acks", "all",
                        "max.block.ms", 5_000,
                        "request.timeout.ms", 1_000,
                        "delivery.timeout.ms", 5_000,
                        "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        try {
            for (int partition = 0; partition < ANY.partitions(); partition++) {
                producer.send(new ProducerRecord<>(ANY.topicName(), partition, null, new byte[1]))
                        // without an id from a broker, the producer's own timeouts do not count
                        .get(10, TimeUnit.SECONDS);
            }
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            // it would wait for a broker that hangs
            producer.close(Duration.ZERO);
        }
    }

    private static void awaitAllInSync() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            await().atMost(HEALED)
                    .ignoreExceptions()
                    .until(() -> admin
                            .describeTopics(
                                    Topic.all().stream().map(Topic::topicName).toList())
                            .allTopicNames()
                            .get(5, TimeUnit.SECONDS)
                            .values()
                            .stream()
                            .flatMap(topic -> topic.partitions().stream())
                            .allMatch(partition -> partition.isr().size() == 3));
        }
    }
}
