package io.coupabridge.publication.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.kafka.KafkaClients;
import io.coupabridge.publication.deadletter.DeadLetters.Limits;
import io.coupabridge.testing.TestKafka;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import io.coupabridge.testing.TopicSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever came, Kafka takes its dead letter. */
@Timeout(60)
class DeadLettersIT {

    private static final Topic TOPIC = Topic.TOKEN_REJECTIONS;
    private static final Limits USUAL = new Limits(900_000, 16_384);
    private static final Limits SMALL = new Limits(64 * 1024, 1_024);

    private final String bootstrapServers = TestKafka.shared().bootstrapServers();
    private final KafkaClients clients = new KafkaClients(Map.of("bootstrap.servers", bootstrapServers));
    private final DeadLetters letters = new DeadLetters(clients, new SimpleMeterRegistry());
    private final TopicSettings settings = new TopicSettings(bootstrapServers, TOPIC.deadLetter());
    private final long offset = System.nanoTime();

    @AfterEach
    void close() {
        settings.restore();
        letters.close();
        clients.close();
    }

    @Test
    void fits_with_a_key_that_fills_a_message() {
        // when
        letters.bury(record(new byte[1_048_400], new byte[10], new RecordHeaders()), "Too large.", SMALL);

        // then
        assertThat(letter().header(MessageHeaders.DEAD_LETTER_REASON)).isEqualTo("Too large.");
    }

    @Test
    void fits_with_a_header_name_of_many_characters_that_are_no_ascii() {
        // given
        Headers headers = new RecordHeaders().add("é".repeat(800_000), new byte[0]);

        // when
        letters.bury(record(new byte[4], new byte[10], headers), "An odd header.", USUAL);

        // then
        assertThat(letter().header(MessageHeaders.DEAD_LETTER_REASON)).isEqualTo("An odd header.");
    }

    @Test
    void fits_with_more_empty_headers_than_a_message_may_have_bytes() {
        // given
        Headers headers = new RecordHeaders();
        for (int i = 0; i < 600_000; i++) {
            headers.add("", null);
        }

        // when
        letters.bury(record(new byte[4], new byte[10], headers), "Many headers.", USUAL);

        // then
        assertThat(letter().header(MessageHeaders.DEAD_LETTER_REASON)).isEqualTo("Many headers.");
    }

    @Test
    void is_cut_to_origin_and_reason_where_the_topic_takes_no_more() {
        // given
        settings.set(Map.of("max.message.bytes", "2000"));

        // when
        letters.bury(record(new byte[4], new byte[5_000], new RecordHeaders()), "Not JSON.", USUAL);

        // then
        TopicRecord letter = letter();
        assertThat(letter.header(MessageHeaders.DEAD_LETTER_REASON)).isEqualTo("Not JSON.");
        assertThat(letter.value()).isNull();
    }

    @Test
    void holds_up_nobody_where_the_topic_takes_nothing_at_all() {
        // given
        settings.set(Map.of("max.message.bytes", "50"));

        // when
        letters.bury(record(new byte[4], new byte[10], new RecordHeaders()), "Not JSON.", USUAL);

        // then
        assertThat(found()).isEmpty();
    }

    private ConsumerRecord<byte[], byte[]> record(byte[] key, byte[] value, Headers headers) {
        return new ConsumerRecord<>(
                TOPIC.topicName(),
                3,
                offset,
                0L,
                TimestampType.CREATE_TIME,
                0,
                0,
                key,
                value,
                headers,
                Optional.empty());
    }

    private TopicRecord letter() {
        List<TopicRecord> found = found();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private List<TopicRecord> found() {
        return TopicReader.readAll(bootstrapServers, TOPIC.deadLetter()).stream()
                .filter(letter -> Long.toString(offset).equals(letter.header(MessageHeaders.ORIGIN_OFFSET)))
                .toList();
    }
}
