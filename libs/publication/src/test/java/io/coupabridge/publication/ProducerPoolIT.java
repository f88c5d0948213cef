package io.coupabridge.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.kafka.KafkaClients;
import io.coupabridge.testing.TestKafka;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProducerPoolIT {

    private final KafkaClients kafka =
            new KafkaClients(Map.of("bootstrap.servers", TestKafka.shared().bootstrapServers()));
    private ProducerPool pool;

    @Test
    void lends_a_producer_to_one_at_a_time() {
        // given
        pool = pool(Duration.ofHours(1));
        StreamProducer lent = pool.take();

        // when
        StreamProducer another = pool.take();

        // then
        assertThat(another.id()).isNotEqualTo(lent.id());
        lent.discard();
        another.discard();
    }

    @Test
    void lends_first_what_came_back_last_so_that_the_others_can_be_closed() {
        // given
        pool = pool(Duration.ofHours(1));
        StreamProducer first = pool.take();
        StreamProducer last = pool.take();
        pool.giveBack(first);
        pool.giveBack(last);

        // when
        StreamProducer next = pool.take();

        // then
        assertThat(next).isEqualTo(last);
        next.discard();
    }

    @Test
    void never_names_two_producers_alike_even_in_two_processes_of_one_name() {
        // given
        pool = pool(Duration.ofHours(1));
        StreamProducer one = pool.take();
        one.discard();

        // when
        StreamProducer later = pool.take();
        try (ProducerPool otherProcess = pool(Duration.ofHours(1))) {
            StreamProducer elsewhere = otherProcess.take();

            // then
            assertThat(later.id()).isNotEqualTo(one.id());
            assertThat(elsewhere.id()).isNotIn(one.id(), later.id());
            elsewhere.discard();
        }
        later.discard();
    }

    @Test
    void closes_a_producer_that_nobody_takes() {
        // given
        pool = pool(Duration.ofMillis(10));
        StreamProducer unused = pool.take();

        // when
        pool.giveBack(unused);

        // then
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> closed(unused));
        assertThat(pool.idle()).isZero();
    }

    @Test
    void closes_all_in_the_end_and_what_comes_back_after_it() {
        // given
        pool = pool(Duration.ofHours(1));
        StreamProducer idle = pool.take();
        StreamProducer late = pool.take();
        pool.giveBack(idle);

        // when
        pool.close();
        pool.giveBack(late);

        // then
        assertThat(closed(idle)).isTrue();
        assertThat(closed(late)).isTrue();
        assertThat(pool.idle()).isZero();
    }

    @Test
    void closes_a_producer_that_gets_no_identity_from_kafka() {
        // given
        AtomicReference<Producer<byte[], byte[]>> stillborn = new AtomicReference<>();
        pool = new ProducerPool(
                id -> {
                    // without an identity of its own it cannot begin: this one has no transactional id
                    stillborn.set(kafka.producer());
                    return stillborn.get();
                },
                "test.",
                Duration.ofHours(1));

        // when
        assertThatThrownBy(() -> pool.take()).isInstanceOf(IllegalStateException.class);

        // then
        assertThatThrownBy(() -> stillborn.get().send(new ProducerRecord<>(Topic.TASK_EVENTS.topicName(), new byte[0])))
                .hasMessageContaining("closed");
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    private ProducerPool pool(Duration unused) {
        return new ProducerPool(kafka::transactionalProducer, "test.", unused);
    }

    private static boolean closed(StreamProducer producer) {
        try {
            producer.producer().beginTransaction();
            producer.producer().abortTransaction();
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }
}
