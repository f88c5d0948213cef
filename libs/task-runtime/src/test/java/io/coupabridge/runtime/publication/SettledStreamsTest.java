package io.coupabridge.runtime.publication;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.publication.StreamStore.Claimed;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SettledStreamsTest {

    private static final String NAME = "runs";
    private static final long VERIFIED = System.nanoTime();

    private final TenantId tenant = new TenantId("acme");
    private final SettledStreams settled = new SettledStreams(2, Duration.ofHours(1));

    @Test
    void knows_a_stream_that_its_next_owner_finds_as_it_was_left() {
        // given
        settled.left(tenant, NAME, 4, 17, VERIFIED);

        // when
        OptionalLong known = settled.verified(tenant, NAME, claimed(5, 17, null));

        // then
        assertThat(known).hasValue(VERIFIED);
    }

    @Test
    void knows_nothing_of_a_stream_that_somebody_has_owned_since() {
        // given
        settled.left(tenant, NAME, 4, 17, VERIFIED);

        // when
        OptionalLong known = settled.verified(tenant, NAME, claimed(6, 17, null));

        // then
        assertThat(known).isEmpty();
    }

    @Test
    void knows_nothing_of_a_stream_that_is_at_another_page() {
        // given
        settled.left(tenant, NAME, 4, 17, VERIFIED);

        // when
        OptionalLong known = settled.verified(tenant, NAME, claimed(5, 16, null));

        // then
        assertThat(known).isEmpty();
    }

    @Test
    void knows_nothing_of_a_stream_with_a_page_pending() {
        // given
        settled.left(tenant, NAME, 4, 17, VERIFIED);

        // when
        OptionalLong known = settled.verified(tenant, NAME, claimed(5, 17, "{}"));

        // then
        assertThat(known).isEmpty();
    }

    @Test
    void knows_nothing_of_a_tenants_other_stream() {
        // given
        settled.left(tenant, "inbox", 4, 17, VERIFIED);

        // when
        OptionalLong known = settled.verified(tenant, NAME, claimed(5, 17, null));

        // then
        assertThat(known).isEmpty();
    }

    @Test
    void knows_a_stream_once() {
        // given
        settled.left(tenant, NAME, 4, 17, VERIFIED);
        settled.verified(tenant, NAME, claimed(5, 17, null));

        // when
        OptionalLong known = settled.verified(tenant, NAME, claimed(5, 17, null));

        // then
        assertThat(known).isEmpty();
    }

    @Test
    void forgets_the_one_that_was_left_longest_ago_when_there_are_too_many() {
        // given
        settled.left(tenant, "first", 1, 1, VERIFIED);
        settled.left(tenant, "second", 1, 1, VERIFIED);
        settled.left(tenant, "first", 2, 1, VERIFIED);

        // when
        settled.left(tenant, "third", 1, 1, VERIFIED);

        // then
        assertThat(settled.verified(tenant, "second", claimed(2, 1, null))).isEmpty();
        assertThat(settled.verified(tenant, "first", claimed(3, 1, null))).isPresent();
        assertThat(settled.verified(tenant, "third", claimed(2, 1, null))).isPresent();
    }

    @Test
    void forgets_a_while_after_kafka_was_asked() {
        // given
        SettledStreams forgetful = new SettledStreams(2, Duration.ZERO);
        forgetful.left(tenant, NAME, 4, 17, VERIFIED);

        // when
        OptionalLong known = forgetful.verified(tenant, NAME, claimed(5, 17, null));

        // then
        assertThat(known).isEmpty();
    }

    private static Claimed claimed(long owner, long page, String pending) {
        return new Claimed(owner, page, true, pending, null, null);
    }
}
