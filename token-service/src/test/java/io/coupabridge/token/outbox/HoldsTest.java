package io.coupabridge.token.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.token.outbox.Holds.Scope;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HoldsTest {

    private static final OutboxRow EVENT = event("coupa.connections", "northwind");
    private static final OutboxRow OTHER_TENANT = event("coupa.connections", "contoso");
    private static final OutboxRow OTHER_TOPIC = event("coupa.tokens.roster", "northwind");

    private long now;
    private final Holds holds = new Holds(() -> now);

    @Test
    void a_tenant_waits_on_one_topic_alone() {
        // when
        holds.hold(Scope.ofTenant(EVENT), "too large");

        // then
        assertThat(holds.holds(EVENT)).isTrue();
        assertThat(holds.holds(OTHER_TENANT)).isFalse();
        assertThat(holds.holds(OTHER_TOPIC)).isFalse();
        assertThat(holds.scopes()).containsExactly(Scope.ofTenant(EVENT));
    }

    @Test
    void without_a_right_every_tenant_waits_on_that_topic() {
        // when
        holds.hold(Scope.ofTopic(EVENT), "no right");

        // then
        assertThat(holds.holds(OTHER_TENANT)).isTrue();
        assertThat(holds.holds(OTHER_TOPIC)).isFalse();
        assertThat(holds.scopes()).containsExactly(Scope.ofTopic(EVENT));
    }

    @Test
    void what_is_released_waits_no_more() {
        // given
        holds.hold(Scope.ofTenant(EVENT), "too large");

        // when
        holds.release(Scope.ofTenant(EVENT));

        // then
        assertThat(holds.holds(EVENT)).isFalse();
        assertThat(holds.due()).isEmpty();
    }

    @Test
    void it_is_tried_again_after_longer_and_longer_pauses_up_to_the_longest() {
        for (int seconds : new int[] {1, 2, 4, 8, 16, 30, 30}) {
            // when
            holds.hold(Scope.ofTenant(EVENT), "too large");

            // then
            now += Duration.ofSeconds(seconds).toNanos() - 1;
            assertThat(holds.due()).isEmpty();
            now++;
            assertThat(holds.due()).contains(Scope.ofTenant(EVENT));
        }
    }

    @Test
    void the_one_that_has_been_due_for_longest_comes_first() {
        // given
        holds.hold(Scope.ofTenant(EVENT), "too large");
        now += 1;
        holds.hold(Scope.ofTenant(OTHER_TENANT), "too large");
        now += Duration.ofMinutes(1).toNanos();

        // when
        Scope first = holds.due().orElseThrow();
        holds.hold(first, "too large");

        // then
        assertThat(first).isEqualTo(Scope.ofTenant(EVENT));
        assertThat(holds.due()).contains(Scope.ofTenant(OTHER_TENANT));
    }

    @Test
    void a_suspect_is_due_at_once_before_all_others() {
        // given
        holds.hold(Scope.ofTenant(EVENT), "too large");
        now += Duration.ofMinutes(1).toNanos();

        // when
        holds.suspect(OTHER_TENANT);

        // then
        assertThat(holds.holds(OTHER_TENANT)).isTrue();
        assertThat(holds.isSuspect(Scope.ofTenant(OTHER_TENANT))).isTrue();
        assertThat(holds.isSuspect(Scope.ofTenant(EVENT))).isFalse();
        assertThat(holds.due()).contains(Scope.ofTenant(OTHER_TENANT));
    }

    @Test
    void a_suspect_that_is_refused_waits_as_any_other() {
        // given
        holds.suspect(EVENT);

        // when
        boolean news = holds.hold(Scope.ofTenant(EVENT), "too large");

        // then
        assertThat(news).isTrue();
        assertThat(holds.isSuspect(Scope.ofTenant(EVENT))).isFalse();
        assertThat(holds.due()).isEmpty();
        now += Duration.ofSeconds(1).toNanos();
        assertThat(holds.due()).contains(Scope.ofTenant(EVENT));
    }

    @Test
    void what_was_refused_is_no_suspect_any_more() {
        // given
        holds.hold(Scope.ofTenant(EVENT), "too large");

        // when
        holds.suspect(EVENT);

        // then
        assertThat(holds.isSuspect(Scope.ofTenant(EVENT))).isFalse();
    }

    @Test
    void suspects_wait_with_their_topic_once_that_waits() {
        // given
        holds.suspect(EVENT);
        holds.suspect(OTHER_TENANT);
        holds.suspect(OTHER_TOPIC);

        // when
        holds.hold(Scope.ofTopic(EVENT), "no right");

        // then
        assertThat(holds.scopes()).containsExactlyInAnyOrder(Scope.ofTopic(EVENT), Scope.ofTenant(OTHER_TOPIC));
    }

    @Test
    void the_same_words_are_news_once() {
        assertThat(holds.hold(Scope.ofTenant(EVENT), "too large")).isTrue();
        assertThat(holds.hold(Scope.ofTenant(EVENT), "too large")).isFalse();
        assertThat(holds.hold(Scope.ofTenant(EVENT), "no right")).isTrue();
    }

    private static OutboxRow event(String topic, String tenant) {
        OutboxRow event = new OutboxRow();
        event.topic = topic;
        event.tenant = tenant;
        return event;
    }
}
