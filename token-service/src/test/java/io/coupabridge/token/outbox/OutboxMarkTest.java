package io.coupabridge.token.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stands in Kafka of the rows that a transaction held. */
class OutboxMarkTest {

    private static final int KEPT_BY_KAFKA = 4_096;

    @Test
    void reads_what_it_wrote() {
        List<OutboxMark> marks =
                List.of(new OutboxMark(1, 0), new OutboxMark(4711, -1), new OutboxMark(Long.MAX_VALUE, 42));

        assertThat(OutboxMark.read(OutboxMark.write(marks))).isEqualTo(marks);
    }

    @Test
    void reads_nothing_in_nothing() {
        assertThat(OutboxMark.read("")).isEmpty();
    }

    @Test
    void the_longest_that_a_transaction_may_hold_are_kept() {
        List<OutboxMark> longest =
                Collections.nCopies(RelaySession.MOST_AT_ONCE, new OutboxMark(Long.MAX_VALUE, Integer.MIN_VALUE));

        assertThat(OutboxMark.write(longest)).hasSizeLessThanOrEqualTo(KEPT_BY_KAFKA);
    }

    @Test
    void another_event_with_the_same_id_is_another_one() {
        OutboxRow published = row("the third version");
        OutboxRow same = row("the third version");
        OutboxRow other = row("the fourth version");

        assertThat(published.mark()).isEqualTo(same.mark()).isNotEqualTo(other.mark());
    }

    private static OutboxRow row(String payload) {
        OutboxRow row = new OutboxRow();
        row.id = 7L;
        row.eventId = "acme/connection/3";
        row.eventTime = Instant.parse("2026-11-29T10:00:00Z");
        row.payload = payload;
        return row;
    }
}
