package io.coupabridge.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.edge.kafka.KafkaClients;
import io.coupabridge.publication.TestLedger.Word;
import io.coupabridge.testing.TestKafka;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The seam between the ledger's commit and Kafka's: whatever dies in between, a publication is there once. */
class PublicationStreamIT {

    private static final String PREFIX = "test.";
    private static String bootstrapServers;
    private static TestLedger ledger;
    private static KafkaClients kafka;
    private static TopicPartition numbers;
    private static String topic;

    private final StreamId id = new StreamId("s-" + UUID.randomUUID(), "test");
    private final StreamRows rows = new StreamRows(ledger, Clock.systemUTC());
    private final PublicationStreams streams = streams();
    private final PublicationStreams otherReplica = streams();

    @BeforeAll
    static void startServers() {
        bootstrapServers = TestKafka.shared().bootstrapServers();
        kafka = new KafkaClients(Map.of("bootstrap.servers", bootstrapServers));
        numbers = new TopicPartition(TestKafka.shared().freshTopic("numbers", 1), 0);
        topic = TestKafka.shared().freshTopic("words", 1);
        ledger = TestLedger.fresh();
    }

    private static PublicationStreams streams() {
        return new PublicationStreams(ledger, ledger, kafka, numbers, PREFIX);
    }

    @Test
    void confirms_a_page_that_was_published_before_the_process_died() {
        // given
        PublicationStream dead = streams.open(id);
        dead.publish(this::word);
        dead.close();

        // when
        streams.open(id).close();

        // then
        assertThat(ledger.confirmed(id)).containsExactly("a word");
        assertThat(published()).hasSize(1);
    }

    @Test
    void publishes_again_what_was_pending_but_not_published_when_the_process_died() {
        // given
        streams.open(id).close();
        long owner = rows.claim(id).owner();
        rows.store(id, owner, 0, "a word", "a producer that is gone");

        // when
        try (PublicationStream next = streams.open(id)) {
            assertThat(ledger.confirmed(id)).isEmpty();
            assertThat(next.next()).isEqualTo(1);
            next.publish(this::word);
            next.settle();
        }

        // then
        assertThat(ledger.confirmed(id)).containsExactly("a word");
        assertThat(published()).hasSize(1);
    }

    @Test
    void lets_a_zombie_publish_nothing() {
        // given
        PublicationStream zombie = streams.open(id);
        PublicationStream successor = streams.open(id);

        // when
        assertThatThrownBy(() -> zombie.publish(this::word)).isInstanceOf(StreamLostException.class);

        // then
        assertThat(published()).isEmpty();
        successor.publish(this::word);
        successor.settle();
        assertThat(published()).hasSize(1);
        zombie.close();
        successor.close();
    }

    @Test
    void confirms_nothing_after_a_transaction_that_failed() {
        // given
        PublicationStream stream = streams.open(id);
        stream.publish(this::word);
        String producer = producerAtWork();
        stream.settle();
        abortAndFence(producer);
        assertThatThrownBy(() -> stream.publish(this::word)).isInstanceOf(StreamLostException.class);

        // when
        assertThatThrownBy(stream::settle)
                .isInstanceOf(StreamLostException.class)
                .hasMessageContaining("opened again");
        assertThatThrownBy(() -> stream.publish(() -> new Saying(List.of(), "nothing")))
                .isInstanceOf(StreamLostException.class);

        // then
        stream.close();
        try (PublicationStream next = streams.open(id)) {
            assertThat(next.next()).isEqualTo(2);
        }
        assertThat(published()).hasSize(1);
    }

    @Test
    void numbers_pages_on_across_owners() {
        // given
        try (PublicationStream first = streams.open(id)) {
            first.publish(this::word);
            first.publish(this::word);
        }

        // when
        try (PublicationStream second = streams.open(id)) {
            // then
            assertThat(second.next()).isEqualTo(3);
        }
    }

    @Test
    void writes_the_page_number_anew_when_kafka_has_forgotten_an_idle_stream() throws Exception {
        // given
        try (PublicationStream stream = streams.open(id)) {
            stream.publish(this::word);
            stream.settle();
        }
        forgetOffset();

        // when
        otherReplica.open(id).close();

        // then
        assertThat(committedOffset()).isEqualTo(1);
    }

    @Test
    void halts_when_kafka_has_forgotten_whether_the_pending_page_was_published_until_it_is_rebased() throws Exception {
        // given
        PublicationStream dead = streams.open(id);
        dead.publish(this::word);
        dead.close();
        forgetOffset();

        // when
        assertThatThrownBy(() -> streams.open(id))
                .isInstanceOf(StreamHaltedException.class)
                .hasMessageContaining(id.tenant())
                .hasMessageContaining("re-base");

        // then
        assertThat(halted()).contains("re-base");
        assertThat(streams.rebase(id, () -> {})).isTrue();
        streams.open(id).close();
        assertThat(halted()).isNull();
        assertThat(ledger.incidents).contains("halted", "doubted a word");
    }

    @Test
    void halts_when_the_ledger_was_set_back_behind_kafka() {
        // given
        try (PublicationStream stream = streams.open(id)) {
            stream.publish(this::word);
            stream.publish(this::word);
            stream.settle();
        }
        long owner = rows.claim(id).owner();
        rows.store(id, owner, 1, null, null);

        // when / then
        assertThatThrownBy(() -> streams.open(id))
                .isInstanceOf(StreamHaltedException.class)
                .hasMessageContaining("publication 2");
    }

    @Test
    void halts_when_the_ledger_has_lost_a_stream_that_kafka_knows() {
        // given
        publishOnce();
        ledger.change("delete from stream where tenant = ?", id.tenant());

        // when / then
        assertThatThrownBy(() -> otherReplica.open(id))
                .isInstanceOf(StreamHaltedException.class)
                .hasMessageContaining("publication 1");
        assertThat(halted()).contains("publication 1");
    }

    @Test
    void goes_on_behind_the_last_page_on_kafka_when_it_is_rebased() throws Exception {
        // given
        publishOnce();
        publishOnce();
        publishOnce();
        ledger.change("update stream set page = 1 where tenant = ?", id.tenant());
        assertThatThrownBy(() -> otherReplica.open(id)).isInstanceOf(StreamHaltedException.class);

        // when
        otherReplica.rebase(id, () -> {});

        // then
        try (PublicationStream stream = otherReplica.open(id)) {
            assertThat(stream.next()).isEqualTo(4);
        }
        assertThat(committedOffset()).isEqualTo(3);
    }

    @Test
    void gives_no_page_the_number_of_one_that_was_rebased_away() throws Exception {
        // given
        PublicationStream dead = streams.open(id);
        dead.publish(this::word);
        dead.close();
        forgetOffset();
        assertThatThrownBy(() -> streams.open(id)).isInstanceOf(StreamHaltedException.class);

        // when
        streams.rebase(id, () -> {});

        // then
        assertThat(publishOnce()).isEqualTo(2);
    }

    @Test
    void lets_a_zombie_publish_nothing_whose_page_is_pending_when_it_is_taken_over() {
        // given
        PausedReplica zombie = new PausedReplica();
        PublicationStream asleep = zombie.streams.open(id);
        zombie.meanwhile = () -> streams.open(id).close();

        // when
        assertThatThrownBy(() -> asleep.publish(this::word)).isInstanceOf(StreamLostException.class);

        // then
        assertThat(published()).isEmpty();
        asleep.close();
        zombie.streams.close();
        assertThat(publishOnce()).isEqualTo(1);
        assertThat(published()).hasSize(1);
    }

    @Test
    void lets_a_zombie_set_no_page_number_back_that_was_about_to_write_the_first_one() {
        // given
        PausedReplica zombie = new PausedReplica();
        zombie.meanwhile = this::publishOnce;

        // when
        assertThatThrownBy(() -> zombie.streams.open(id)).isInstanceOf(StreamLostException.class);

        // then
        zombie.streams.close();
        try (PublicationStream next = otherReplica.open(id)) {
            assertThat(next.next()).isEqualTo(2);
        }
    }

    @Test
    void lets_a_zombie_publish_nothing_whose_damaged_page_was_rebased_away() {
        // given
        PausedReplica zombie = new PausedReplica();
        PublicationStream asleep = zombie.streams.open(id);
        zombie.meanwhile = () -> {
            ledger.change("update stream set pending_page = 'damaged' where tenant = ?", id.tenant());
            assertThatThrownBy(() -> streams.open(id)).isInstanceOf(StreamHaltedException.class);
            streams.rebase(id, () -> {});
            publishOnce();
        };

        // when
        assertThatThrownBy(() -> asleep.publish(this::word)).isInstanceOf(StreamLostException.class);

        // then
        asleep.close();
        zombie.streams.close();
        assertThat(published()).hasSize(1);
    }

    @Test
    void fences_the_producer_of_a_version_that_named_it_after_the_stream() {
        // given
        streams.open(id).close();
        long owner = rows.claim(id).owner();
        rows.store(id, owner, 0, "a word", null);
        try (Producer<byte[], byte[]> old = kafka.transactionalProducer(group())) {
            old.initTransactions();
            old.beginTransaction();
            word().messages().forEach(old::send);

            // when
            streams.open(id).close();

            // then
            assertThatThrownBy(old::commitTransaction).isInstanceOf(KafkaException.class);
        }
        assertThat(published()).isEmpty();
    }

    @Test
    void publishes_with_the_producer_that_another_stream_has_done_with() {
        // given
        try (PublicationStream before = otherReplica.open(new StreamId(id.tenant(), "before"))) {
            before.publish(this::word);
            before.settle();
        }

        // when
        try (PublicationStream stream = otherReplica.open(id)) {
            stream.publish(this::word);

            // then
            assertThat(otherReplica.idleProducers()).isZero();
            stream.settle();
        }
        assertThat(otherReplica.idleProducers()).isEqualTo(1);
        assertThat(published()).hasSize(2);
    }

    @Test
    void lends_no_producer_whose_page_is_pending() {
        // given
        PublicationStream stream = otherReplica.open(id);
        stream.publish(this::word);

        // when
        stream.close();

        // then
        assertThat(otherReplica.idleProducers()).isZero();
    }

    @Test
    void lends_no_producer_whose_page_may_be_pending_since_the_ledger_failed() {
        // given
        PausedReplica unlucky = new PausedReplica();
        PublicationStream stream = unlucky.streams.open(id);
        unlucky.meanwhile = () -> {
            throw new IllegalStateException("The answer to a commit did not come.");
        };
        assertThatThrownBy(() -> stream.publish(this::word)).isInstanceOf(IllegalStateException.class);

        // when
        stream.close();

        // then
        assertThat(unlucky.streams.idleProducers()).isZero();
        assertThat(publishOnce()).isEqualTo(1);
        assertThat(published()).hasSize(1);
        unlucky.streams.close();
    }

    @Test
    void lends_no_producer_that_another_claimant_may_be_about_to_fence() {
        // given
        PausedReplica zombie = new PausedReplica();
        zombie.behindOffset = () -> rows.claim(id);

        // when
        assertThatThrownBy(() -> zombie.streams.open(id)).isInstanceOf(StreamLostException.class);

        // then
        assertThat(zombie.streams.idleProducers()).isZero();
        zombie.streams.close();
    }

    @Test
    void asks_kafka_again_when_it_did_not_come_to_an_answer_about_a_stream_that_was_set_back() {
        // given
        publishOnce();
        publishOnce();
        ledger.change("update stream set page = 1 where tenant = ?", id.tenant());
        PausedReplica interrupted = new PausedReplica();
        interrupted.beforeHalt = () -> {
            throw new IllegalStateException("The ledger is down.");
        };
        assertThatThrownBy(() -> interrupted.streams.open(id)).isInstanceOf(StreamLostException.class);

        // when / then
        assertThatThrownBy(() -> interrupted.streams.open(id)).isInstanceOf(StreamHaltedException.class);
        interrupted.streams.close();
    }

    @Test
    void publishes_nothing_of_a_page_of_which_the_broker_refuses_one_message() throws Exception {
        // given
        String small = smallTopic();
        PublicationStream stream = streams.open(id);

        // when
        assertThatThrownBy(() -> stream.publish(() -> word().with(message(small, 2_000))))
                .isInstanceOf(MessageRefusedException.class);

        // then
        stream.close();
        assertThat(publishOnce()).isEqualTo(1);
        assertThat(published()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void publishes_nothing_of_a_page_of_which_the_producer_refuses_one_message(boolean first) {
        // given
        PublicationStream stream = streams.open(id);
        ProducerRecord<byte[], byte[]> large = message(topic, 5_000_000);

        // when
        assertThatThrownBy(() -> stream.publish(() -> {
                    Saying word = word();
                    return first ? new Saying(List.of(large, word.messages().get(0)), "large") : word.with(large);
                }))
                .isInstanceOf(MessageRefusedException.class);

        // then
        stream.close();
        assertThat(publishOnce()).isEqualTo(1);
        assertThat(published()).hasSize(1);
    }

    @Test
    void publishes_nothing_once_it_is_closed() {
        // given
        PublicationStream stream = streams.open(id);
        stream.close();

        // when / then
        assertThatThrownBy(() -> stream.publish(this::word)).isInstanceOf(IllegalStateException.class);
        stream.close();
        assertThat(published()).isEmpty();
    }

    @Test
    void halts_a_stream_that_it_left_settled_when_the_ledger_was_set_back_behind_it() {
        // given
        publishOnce();
        publishOnce();
        ledger.change("update stream set page = 1 where tenant = ?", id.tenant());

        // when / then
        assertThatThrownBy(() -> streams.open(id)).isInstanceOf(StreamHaltedException.class);
    }

    @Test
    void nothing_but_the_ledger_changes_without_messages() {
        // given
        PublicationStream stream = streams.open(id);

        // when
        stream.publish(() -> new Saying(List.of(), "told nobody"));

        // then
        assertThat(ledger.confirmed(id)).containsExactly("told nobody");
        assertThat(stream.next()).isEqualTo(1);
        assertThat(published()).isEmpty();
        stream.close();
    }

    @Test
    void a_publication_is_prepared_when_the_one_before_it_is_confirmed() {
        // given
        PublicationStream stream = streams.open(id);
        stream.publish(this::word);
        List<String> known = new ArrayList<>();

        // when
        stream.publish(() -> {
            known.addAll(ledger.confirmed(id));
            return word();
        });

        // then
        assertThat(known).containsExactly("a word");
        stream.close();
    }

    @Test
    void behind_a_damaged_publication_the_ledger_catches_up() {
        // given
        PublicationStream dead = streams.open(id);
        dead.publish(this::word);
        dead.close();
        ledger.change("update stream set pending_page = 'damaged' where tenant = ?", id.tenant());
        assertThatThrownBy(() -> otherReplica.open(id))
                .isInstanceOf(StreamHaltedException.class)
                .hasMessageContaining("damaged");
        ledger.incidents.clear();

        // when
        otherReplica.rebase(id, () -> ledger.incidents.add("noted"));

        // then
        assertThat(ledger.incidents).containsExactly("caught up 1", "noted");
        assertThat(publishOnce()).isEqualTo(2);
    }

    @Test
    void the_ledger_is_told_what_stands_beside_the_number_before_anything_is_concluded_from_the_number() {
        // given
        publishNoted();
        ledger.change("delete from stream where tenant = ?", id.tenant());
        ledger.incidents.clear();

        // when
        assertThatThrownBy(() -> otherReplica.open(id)).isInstanceOf(StreamHaltedException.class);

        // then
        assertThat(ledger.incidents).containsExactly("found a note", "halted");
    }

    @Test
    void a_note_that_the_ledger_was_told_is_written_over_when_the_stream_goes_on() throws Exception {
        // given
        publishNoted();
        ledger.change("delete from stream where tenant = ?", id.tenant());
        assertThatThrownBy(() -> otherReplica.open(id)).isInstanceOf(StreamHaltedException.class);
        otherReplica.rebase(id, () -> {});

        // when
        otherReplica.open(id).close();

        // then
        assertThat(offsetOnKafka().metadata()).isEmpty();
    }

    @AfterEach
    void endReplicas() {
        streams.close();
        otherReplica.close();
        ledger.incidents.clear();
    }

    private record Saying(List<ProducerRecord<byte[], byte[]>> messages, String word) implements Publishable {

        @Override
        public Consequence consequence(long number) {
            return new Word(word);
        }

        Saying with(ProducerRecord<byte[], byte[]> message) {
            List<ProducerRecord<byte[], byte[]>> more = new ArrayList<>(messages);
            more.add(message);
            return new Saying(more, word);
        }
    }

    private Saying word() {
        byte[] key = id.tenant().getBytes(StandardCharsets.UTF_8);
        byte[] value = "a word".getBytes(StandardCharsets.UTF_8);
        return new Saying(List.of(new ProducerRecord<>(topic, key, value)), "a word");
    }

    /** One that takes messages of a kilobyte. */
    private String smallTopic() throws Exception {
        String name = "small-" + UUID.randomUUID();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1)
                            .configs(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "1000"))))
                    .all()
                    .get(10, TimeUnit.SECONDS);
        }
        return name;
    }

    private static ProducerRecord<byte[], byte[]> message(String topic, int bytes) {
        return new ProducerRecord<>(topic, new byte[bytes]);
    }

    /** @return the page's number */
    private long publishOnce() {
        try (PublicationStream stream = streams.open(id)) {
            stream.publish(this::word);
            stream.settle();
            return stream.next() - 1;
        }
    }

    private void publishNoted() {
        try (PublicationStream stream = streams.open(id)) {
            stream.publish(() -> new Publishable() {
                @Override
                public List<ProducerRecord<byte[], byte[]>> messages() {
                    return word().messages();
                }

                @Override
                public Consequence consequence(long number) {
                    return new Word("a word");
                }

                @Override
                public String note() {
                    return "a note";
                }
            });
            stream.settle();
        }
    }

    private List<TopicRecord> published() {
        return TopicReader.readAll(bootstrapServers, topic).stream()
                .filter(record -> record.key().equals(id.tenant()))
                .toList();
    }

    private String producerAtWork() {
        return ofRow("producer");
    }

    private String halted() {
        return ofRow("halted");
    }

    private String ofRow(String column) {
        return ledger.query("select " + column + " from stream where tenant = ? and name = ?", id.tenant(), id.name())
                .get(0);
    }

    /** As the broker does to a transaction that takes too long. */
    private void abortAndFence(String producer) {
        kafka.fence(producer);
    }

    private void forgetOffset() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.deleteConsumerGroupOffsets(group(), Set.of(partition())).all().get(20, TimeUnit.SECONDS);
        }
    }

    private long committedOffset() throws Exception {
        return offsetOnKafka().offset();
    }

    private OffsetAndMetadata offsetOnKafka() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            return admin.listConsumerGroupOffsets(group())
                    .partitionsToOffsetAndMetadata()
                    .get(20, TimeUnit.SECONDS)
                    .get(partition());
        }
    }

    private String group() {
        return PREFIX + id.tenant() + "." + id.name();
    }

    private static TopicPartition partition() {
        return numbers;
    }

    /** A replica that falls asleep behind what it commits to the ledger, or loses the ledger, when it is told to. */
    private final class PausedReplica {

        private final PausingLedger paused = new PausingLedger();
        private final PublicationStreams streams =
                new PublicationStreams(paused, new PausingRows(paused), paused, kafka, numbers, PREFIX);
        private Runnable meanwhile = () -> {};
        private Runnable behindOffset = () -> {};
        private Runnable beforeHalt = () -> {};
        private boolean claimed;

        private <T> T pauseBehind(T committed) {
            Runnable once = meanwhile;
            meanwhile = () -> {};
            once.run();
            return committed;
        }

        private final class PausingLedger extends TestLedger {

            PausingLedger() {
                super(ledger.url());
            }

            @Override
            public void claimed(StreamId stream) {
                claimed = true;
            }

            @Override
            public <T> T inTransaction(Callable<T> work) {
                claimed = false;
                T committed = super.inTransaction(work);
                return claimed ? committed : pauseBehind(committed);
            }
        }

        private final class PausingRows extends StreamRows {

            PausingRows(StreamDatabase database) {
                super(database, Clock.systemUTC());
            }

            @Override
            boolean publishes(StreamId stream, long owner, String producer) {
                return pauseBehind(super.publishes(stream, owner, producer));
            }

            @Override
            boolean offsetCommitted(StreamId stream, long owner) {
                behindOffset.run();
                return super.offsetCommitted(stream, owner);
            }

            @Override
            boolean halt(StreamId stream, long owner, String reason) {
                Runnable once = beforeHalt;
                beforeHalt = () -> {};
                once.run();
                return super.halt(stream, owner, reason);
            }
        }
    }
}
